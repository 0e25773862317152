/* SPDX-License-Identifier: MIT */
/*
 * What a server holds while clients are there: not more the longer they stay,
 * the more others come and go meanwhile, and the more they send or read.
 */
#include "grader.h"

#include <stdio.h>

#include "amounts.h"
#include "company.h"
#include "late.h"
#include "named.h"
#include "older.h"
#include "probe/probe.h"
#include "probe/shape.h"

/* ---- In company --------------------------------------------------------- */

#define FILLING 128 /* more than any list that is bounded keeps */
#define STEPS 16    /* of each kind, in a window */
#define SHORTER 5   /* than a window of grow_older() is the first one */

/* Of what makes the module work, in a window: each is twice as long. */
static unsigned steps_of(const struct pace *pace, unsigned window)
{
    return pace->rare / SHORTER << window;
}

/* The first look is short, the last one says who allocates. */
enum turn { QUICK, FILLED, AFTERWARDS };

static struct holding look(struct metered *metered, enum turn turn)
{
    return turn == AFTERWARDS ? late_look(metered, COMPANY)
                              : gauge_rest(&metered->gauge, COMPANY);
}

/*
 * What is taken twice as large each time, as an array without an end is, grows
 * the more seldom the longer it lives, but once in twice as many steps. The
 * first half of the windows fills what is bounded.
 */
static bool goes_on_doubling(const struct holding grown[WINDOWS])
{
    int64_t bytes[WINDOWS];

    for (int i = 0; i < WINDOWS; i++)
        bytes[i] = grown[i].bytes;
    return only_rises(bytes + WINDOWS / 2, WINDOWS - WINDOWS / 2);
}

static bool rises_in_company(const struct holding grown[WINDOWS], bool *heap)
{
    bool does = rises_slowly(grown, heap);

    if (goes_on_doubling(grown))
        does = *heap = true;
    return does;
}

/* As in grow_older(), the rest is left out once it can't change the answer. */
static void look_in_company(struct metered *metered, enum turn turn,
                            const struct pace *pace,
                            struct holding grown[WINDOWS])
{
    struct holding before = look(metered, turn);
    struct holding after;
    unsigned done = 0;
    bool heap = false;

    suppose_they_rise(grown, 0);
    for (unsigned i = 0; i < WINDOWS && rises_in_company(grown, &heap); i++) {
        if (turn == AFTERWARDS)
            named_forget(metered); /* of the last one */
        metered_do(metered, pace->trigger, done, steps_of(pace, i));
        done += steps_of(pace, i);
        metered_do_each(metered, i * STEPS, STEPS);
        after = look(metered, turn);
        grown[i] = holding_minus(&after, &before);
        before = after;
    }
}

/*
 * What waits for a moment in which nobody is connected, or no request or
 * download is on its way, waits for ever where there is none.
 */
static bool grows_in_company(struct metered *metered, enum turn turn,
                             const struct pace *pace, bool *heap)
{
    struct company company;
    struct holding grown[WINDOWS];
    bool does = false;

    company_come(&company, metered->server);
    if (turn != QUICK)
        metered_do_each(metered, 0, FILLING);
    look_in_company(metered, turn, pace, grown);
    does = rises_in_company(grown, heap);
    if (does && turn == AFTERWARDS) {
        (void)printf("in company: all kinds of steps, while one client waits, "
                     "one downloads, one posts and one shakes hands; most "
                     "often %s\n",
                     pace->trigger->what);
        for (unsigned i = 0; i < WINDOWS; i++)
            named_print(steps_of(pace, i), &grown[i]);
        if (*heap)
            named_stacks(metered);
    }
    company_go(&company);
    (void)gauge_rest(&metered->gauge, 0);
    return does;
}

/* ---- The stage ---------------------------------------------------------- */

static void begin(struct metered *metered, bool stacks)
{
    metered->gauge.stacks = stacks;
    metered->server = gauge_start(&metered->gauge, (struct service_setup){0});
    triggers_prepare(metered->server);
    triggers_crowd(metered->server);
}

static void end(struct metered *metered)
{
    (void)service_stop(metered->server);
    gauge_close(&metered->gauge);
    *metered = (struct metered){0};
}

/*
 * Who grows at first may have filled what is bounded, and who still does may
 * free it a little later. Each turn has a young server: what doubles does so
 * the more seldom the older it is.
 */
static bool grows_each_turn(struct metered *metered, const struct pace *pace,
                            bool *heap)
{
    for (enum turn turn = QUICK; turn <= AFTERWARDS; turn++) {
        if (turn != QUICK) {
            end(metered);
            begin(metered, turn == AFTERWARDS);
        }
        if (!grows_in_company(metered, turn, pace, heap))
            return false;
    }
    return true;
}

static bool any_grows(struct metered *metered, const struct pace *pace,
                      bool *heap)
{
    return grows_each_turn(metered, pace, heap) || amounts_grow(metered, heap);
}

/* Downloads of one client cost a handshake less each. */
static struct pace pace_in_company(const struct judged *judged)
{
    struct pace pace = pace_of(judged);
    const struct trigger *of_one = trigger_find("same-client");

    if (judged->per == PER_DOWNLOAD && !metered_skips(of_one))
        pace.trigger = of_one;
    return pace;
}

void present_stage(const struct judged *judged)
{
    struct metered metered = {0};
    struct pace pace = pace_in_company(judged);
    bool heap = false;
    bool does = false;

    begin(&metered, false);
    does = any_grows(&metered, &pace, &heap);
    end(&metered);
    if (!does)
        return;
    (void)printf("grows: %s\n", heap ? "heap" : "held");
    fail();
}
