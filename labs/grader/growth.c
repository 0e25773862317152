/* SPDX-License-Identifier: MIT */
/*
 * The growth of each trigger by the heap meter.
 */
#include "grader.h"

#include <stdio.h>

#include "inputs.h"
#include "late.h"
#include "named.h"
#include "older.h"
#include "probe/probe.h"
#include "probe/shape.h"
#include "storm.h"

/*
 * A first look is short. Who has grown may have filled what is bounded, such
 * as a list of the last hundred: so it gets the time to fill it, and is then
 * looked at for longer, and once more.
 */
#define SHORT 4
#define FILLING 128
#define LONG 64

#define SHOWN 2 /* triggers that grow, before we stop looking */

struct found {
    unsigned triggers;
    const struct trigger *last; /* of them */
    bool heap;                  /* else it is only descriptors or threads */
};

/* ---- One trigger ----------------------------------------------------- */

/* Who allocated it is asked over so many steps more. */
static void name_stacks_of(struct metered *metered,
                           const struct trigger *trigger, unsigned steps)
{
    named_forget(metered);
    metered_do(metered, trigger, 0, steps);
    named_stacks(metered);
}

static void note(struct metered *metered, struct found *found,
                 const struct trigger *trigger, const struct growth *growth)
{
    bool heap = growth_heap_rises(growth);

    found->triggers++;
    found->last = trigger;
    found->heap |= heap;
    (void)printf("%s: %s\n", trigger->name, trigger->what);
    named_print(growth->steps, &growth->once);
    named_print(2 * growth->steps, &growth->twice);
    if (heap)
        name_stacks_of(metered, trigger, growth->steps);
}

static void look_at(struct metered *metered, const struct trigger *trigger,
                    unsigned steps, struct found *found)
{
    struct growth growth = metered_growth(metered, trigger, steps);

    if (!holding_any_more(&growth.once) && !holding_any_more(&growth.twice))
        return;
    metered_do(metered, trigger, 0, FILLING);
    for (int twice = 0; twice < 2; twice++) {
        growth = metered_growth(metered, trigger, steps > LONG ? steps : LONG);
        if (!growth_rises(&growth))
            return;
        if (growth_is_steady(&growth))
            break;
    }
    note(metered, found, trigger, &growth);
}

/* ---- All of them ----------------------------------------------------- */

/*
 * Dear, and only for what does leave something in rounds of all of them: it
 * says where that comes from.
 */
static void look_at_each(struct metered *metered, struct found *found)
{
    for (size_t i = 0; i < trigger_count && found->triggers < SHOWN; i++) {
        if (!metered_skips(&triggers[i]) && &triggers[i] != found->last)
            look_at(metered, &triggers[i], SHORT, found);
    }
}

/* Of a whole series: what its beginning and its end leave counts, too. */
static bool keeps_any(struct metered *metered, const struct trigger *trigger,
                      struct holding *grown)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding after;

    metered_do(metered, trigger, 0, SHORT);
    after = gauge_rest(&metered->gauge, 0);
    *grown = holding_minus(&after, &before);
    return grown->blocks > 0 || grown->descriptors > 0;
}

/* It waits for time to pass: not in the rounds of all. */
static void look_at_seldom(struct metered *metered, struct found *found)
{
    struct holding grown[3];

    for (size_t i = 0; i < trigger_count && found->triggers == 0; i++) {
        const struct trigger *trigger = &triggers[i];

        if (!trigger->seldom || metered_skips(trigger) ||
            !keeps_any(metered, trigger, &grown[0]))
            continue;
        metered_do(metered, trigger, 0, FILLING);
        if (!keeps_any(metered, trigger, &grown[1]) ||
            !keeps_any(metered, trigger, &grown[2]))
            continue;
        found->triggers++;
        found->last = trigger;
        found->heap |= grown[2].blocks > 0;
        (void)printf("%s: %s\n", trigger->name, trigger->what);
        named_print(SHORT, &grown[1]);
        named_print(SHORT, &grown[2]);
        if (grown[2].blocks > 0)
            name_stacks_of(metered, trigger, SHORT);
    }
}

/*
 * What is taken in chunks, or at one step of some hundred: it only rises, and
 * goes on when it is looked at once more.
 */
static bool look_at_ageing(struct metered *metered, const struct pace *pace,
                           struct found *found)
{
    struct holding grown[WINDOWS];
    bool heap = false;

    for (int twice = 0; twice < 2; twice++) {
        grow_older(metered, pace, grown);
        if (!rises_slowly(grown, &heap))
            return false;
    }
    found->triggers++;
    found->heap |= heap;
    (void)printf("%s: %s, for long\n", pace->trigger->name,
                 pace->trigger->what);
    for (int i = 0; i < WINDOWS; i++)
        named_print(pace->rare, &grown[i]);
    if (heap)
        name_stacks_of(metered, pace->trigger, WINDOWS * pace->rare);
    return true;
}

static void look_at_inputs(struct metered *metered, struct found *found)
{
    bool heap = false;

    if (found->triggers > 0 || !inputs_grow(metered, &heap))
        return;
    found->triggers++;
    found->heap |= heap;
}

#define STORMS WINDOWS

/*
 * What is bounded goes up and down with how many clients come at once: so who
 * grows in one storm is looked at in five more.
 */
static void judge_many(struct metered *metered,
                       const struct holding grown[STORMS], struct found *found)
{
    bool heap = false;

    if (!rises_slowly(grown, &heap))
        return;
    found->triggers++;
    found->heap |= heap;
    (void)puts("many: all kinds of steps, six clients at once");
    for (int i = 0; i < STORMS; i++)
        named_print(STORM_STEPS, &grown[i]);
    if (!heap)
        return;
    named_forget(metered);
    storm(metered, STORM_STEPS);
    named_stacks(metered);
}

/* The first storm fills what is bounded, and meets all threads. */
static void look_at_many(struct metered *metered, struct found *found)
{
    struct holding grown[STORMS];

    storm(metered, STORM_FILLING);
    for (int i = 0; i < STORMS; i++) {
        grown[i] = storm_growth(metered);
        if (i == 0 && !holding_any_more(&grown[i]))
            return;
    }
    judge_many(metered, grown, found);
}

/* What makes the module work, or what was found last. */
static bool piles_up(struct metered *metered, const struct pace *pace,
                     const struct trigger *last, bool *heap)
{
    unsigned steps = pace->rare > FILLING ? pace->rare : FILLING;

    if (late_grows_alone(metered, pace->trigger, steps, heap))
        return true;
    return last != NULL && last->step != NULL && last != pace->trigger &&
           late_grows_alone(metered, last, FILLING, heap);
}

/*
 * What a thread of its own, or the next step, frees seconds later has grown
 * all the same until then.
 */
static void look_later(struct metered *metered, const struct pace *pace,
                       struct found *found)
{
    bool grows = false;

    if (found->triggers == 0 || !late_frees(metered))
        return;
    found->heap = false;
    grows = piles_up(metered, pace, found->last, &found->heap) ||
            late_grows(metered, pace, &found->heap);
    found->triggers = grows ? 1 : 0;
}

/* ---- What /metrics says ---------------------------------------------- */

/* No fault, but somebody will look at it and take it for a leak. */
static double gauge_of(const struct metered *metered,
                       const struct judged *judged)
{
    char name[64];

    (void)snprintf(name, sizeof name, "mtls_live_objects{module=\"%s\"}",
                   judged->module);
    return sample(metered->server, name);
}

static void note_gauge(const struct metered *metered,
                       const struct judged *judged, double before)
{
    double after = gauge_of(metered, judged);

    if (after > before + LONG)
        (void)printf("note: GET /metrics counts %.0f live objects of the "
                     "module, though they are gone: see metrics_live()\n",
                     after);
}

void growth_stage(const struct judged *judged)
{
    struct metered metered = {0};
    struct found found = {0};
    bool each_is_clear = false, aged = false;
    struct pace pace;
    double before = 0;

    metered.gauge.stacks = true;
    metered_start(&metered);
    before = gauge_of(&metered, judged);
    each_is_clear = metered_keeps_nothing(&metered);
    /* What makes this module work most often, and longer than any period. */
    pace = pace_of(judged);
    look_at(&metered, pace.trigger, pace.look, &found);
    aged = found.triggers == 0 && look_at_ageing(&metered, &pace, &found);
    if (!each_is_clear && !aged)
        look_at_each(&metered, &found);
    look_at_inputs(&metered, &found);
    look_at_seldom(&metered, &found);
    if (found.triggers < SHOWN)
        look_at_many(&metered, &found);
    else
        (void)puts("and perhaps more: not looked at any further");
    look_later(&metered, &pace, &found);
    if (found.triggers == 0)
        note_gauge(&metered, judged, before);
    if (service_stop(metered.server) != 0)
        fail_because("the server ended with status %d instead of 0",
                     metered.server->process.exit);
    metered_end(&metered);
    if (found.triggers > 0) {
        (void)printf("grows: %s\n", found.heap ? "heap" : "held");
        fail();
    }
}
