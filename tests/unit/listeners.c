/* SPDX-License-Identifier: MIT */
/*
 * listeners.h, for requests that are fakes: a leaky listener outlives its
 * request, and a real one would be freed by then.
 */
#include "listeners.h"

#include "process/metrics.h"
#include "requests.h"
#include "unit.h"

/* ---- The fake neighbour ------------------------------------------------- */

struct request {
    unsigned long id;
    struct scope scope;
    unsigned audits;
    unsigned reloads; /* as the last audit said */
};

static struct request one = {.id = 1};
static struct request two = {.id = 2};

unsigned long request_id(const struct request *request)
{
    return request->id;
}

struct scope *request_scope(struct request *request)
{
    return &request->scope;
}

void request_audit(const struct request *request, unsigned reloads)
{
    struct request *audited = request->id == 1 ? &one : &two;

    audited->audits++;
    audited->reloads = reloads;
}

static void subscribe(struct request *request)
{
    assert_int_equal(listeners_subscribe(request), 0);
}

/* As app/routes.c does it. */
static void end(struct request *request)
{
    listeners_finish(request);
    scope_close(&request->scope);
}

/* ---- The events --------------------------------------------------------- */

TEST(reloads_while_it_runs_are_counted)
{
    listeners_trust_reloaded();
    subscribe(&one);
    listeners_trust_reloaded();
    subscribe(&two);
    listeners_trust_reloaded();
    end(&one);
    end(&two);
    assert_int_equal(one.reloads, 2);
    assert_int_equal(two.reloads, 1);
}

TEST(an_event_that_nobody_listens_to_is_fine)
{
    listeners_trust_reloaded();
    listeners_finish(&one);
    assert_int_equal(one.audits, 0);
}

TEST(an_end_told_again_is_audited_once)
{
    subscribe(&one);
    end(&one);
    listeners_finish(&one);
    assert_int_equal(one.audits, 1);
}

TEST(without_memory_nobody_subscribes)
{
    unit_fail_nth(1);
    assert_int_equal(listeners_subscribe(&one), -1);
    assert_true(unit_failed());
    listeners_finish(&one);
    assert_int_equal(one.audits, 0);
    assert_int_equal(one.scope.count, 0);
}

/* ---- What is left ------------------------------------------------------- */

TEST(a_subscription_leaves_nothing_behind)
{
    subscribe(&one);
    end(&one);
}

TEST(two_subscriptions_leave_nothing_behind)
{
    subscribe(&one);
    subscribe(&two);
    end(&one);
    end(&two);
}

static void nothing(void *object)
{
    (void)object;
}

TEST(a_subscription_to_a_full_scope_leaves_nothing_behind)
{
    while (one.scope.count < SCOPE_MAX)
        assert_int_equal(scope_defer(&one.scope, nothing, NULL), 0);
    /* Whether there is room is the scope's affair; what is left, ours. */
    (void)listeners_subscribe(&one);
    end(&one);
}

UNIT_MAIN("listeners")
