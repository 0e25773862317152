/* SPDX-License-Identifier: MIT */
/*
 * The server without any tool: what each step costs it in memory and in time
 * when it is old, and what it costs one that is young. Times are CPU time of
 * the servers alone.
 */
#include "grader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "late.h"
#include "life.h"
#include "pairs.h"
#include "probe/probe.h"

/*
 * What the one that becomes old goes through. The last two are made of pairs:
 * as many steps again are a young server's, in turn.
 */
enum { AGEING, OLD, OLD_TOO, PHASES };

static const char *const names[PHASES] = {"ageing", "old", "old"};

#define PAIRS 8

/*
 * Resident memory, KiB. A page more or less comes and goes, and some more
 * where blocks are large. It grows when both old windows do by much; or, as
 * small blocks fill what is there before they need another page, when all from
 * the ageing on is more.
 */
#define AGAIN 2
#define WINDOW_KIB 32L
#define TOGETHER_KIB 64L
#define SMALL 4096UL /* bytes: only what is smaller could hide among pages */

/*
 * A server per request has 64 threads, and malloc an arena for many of them:
 * resident memory settles after some 500 connections, and not quite.
 */
#define SETTLED 640

static long together(const struct phase *phases)
{
    return phases[AGEING].resident + phases[OLD].resident +
           phases[OLD_TOO].resident;
}

static long limit_of(const struct judged *judged, const struct phase *phases)
{
    long quarter = (long)(judged->kept * phases[OLD].steps / 4 / 1024);

    return quarter > WINDOW_KIB ? quarter : WINDOW_KIB;
}

static bool grows(const struct judged *judged, const struct phase *phases)
{
    long limit = limit_of(judged, phases);

    if (judged->kept < SMALL)
        return together(phases) > TOGETHER_KIB;
    return phases[OLD].resident > limit && phases[OLD_TOO].resident > limit;
}

/*
 * What warms up comes to an end, a leak does not: who grows ages again, and
 * again, and of the last time each part brings some. What is freed seconds
 * later is free before that: of those who wait to be freed there are as many
 * each time as steps, whatever the machine's pace. Returns whether it grows.
 */
static bool goes_on_growing(const struct judged *judged,
                            const struct life *life, struct phase *phases)
{
    const struct pace pace = pace_of(judged);

    for (int again = 0; again < AGAIN; again++) {
        if (!grows(judged, phases))
            return false;
        life_idle(life, LATE);
        for (int p = AGEING; p < PHASES; p++)
            phases[p] =
                life_phase(life, p == AGEING ? pace.ageing : pace.window);
    }
    for (int p = AGEING; p < PHASES; p++) {
        if (phases[p].resident <= 0)
            return false;
    }
    return grows(judged, phases);
}

/* ---- Old and young --------------------------------------------------- */

/*
 * After half of the pairs: the other half cannot make it dearer any more, nor
 * grow, if what it keeps it keeps at each step.
 */
static bool is_clear(const struct judged *judged, const struct phase *phases,
                     const struct pair *pairs)
{
    struct pair worst[PAIRS];

    for (int i = 0; i < PAIRS; i++)
        worst[i] = i < PAIRS / 2 ? pairs[i] : (struct pair){0, 1};
    if (pairs_dearer(worst, PAIRS))
        return false;
    return judged->kept < SMALL
               ? together(phases) <= TOGETHER_KIB / 2
               : phases[OLD].resident <= limit_of(judged, phases);
}

/*
 * In turn, who comes first too. What the old one grows by is added up.
 * Returns how many pairs it took.
 */
static size_t ask_both(const struct life *old, const struct life *young,
                       const struct judged *judged, struct phase *phases,
                       struct pair pairs[PAIRS])
{
    unsigned steps = pace_of(judged).window / (PAIRS / 2);

    for (int i = 0; i < PAIRS; i++) {
        struct phase *sum = &phases[i < PAIRS / 2 ? OLD : OLD_TOO];
        bool old_first = i % 2 == 0;
        struct phase first, second, aged;

        if (i == PAIRS / 2 && is_clear(judged, phases, pairs))
            return PAIRS / 2;
        first = life_phase(old_first ? old : young, steps);
        second = life_phase(old_first ? young : old, steps);
        aged = old_first ? first : second;
        pairs[i].old = aged.cpu;
        pairs[i].young = old_first ? second.cpu : first.cpu;
        sum->steps += aged.steps;
        sum->resident += aged.resident;
    }
    return PAIRS;
}

static void judge(const struct life *life, unsigned requests, bool grown,
                  const struct phase *phases, const struct pair *pairs,
                  size_t count)
{
    unsigned lines = life_audit_lines(life);
    bool bad = false;

    (void)printf("%s: %s\n", life->trigger->name, life->trigger->what);
    for (int p = 0; p < PHASES && phases[p].steps > 0; p++)
        (void)printf("    %s, %u times: %+ld KiB resident\n", names[p],
                     phases[p].steps, phases[p].resident);
    for (size_t i = 0; i < count; i++)
        (void)printf("    each: old %.1f us of CPU, young %.1f\n",
                     pairs[i].old / 1000, pairs[i].young / 1000);
    (void)printf("    old, a step costs %.2f times as much\n",
                 pairs_middle(pairs, count));
    if (grown)
        bad = puts("grows: resident memory") != EOF;
    if (pairs_dearer(pairs, count))
        bad = puts("grows: CPU time of each step") != EOF;
    if (lines != requests)
        bad = printf("%u requests, and %u audit lines\n", requests, lines) > 0;
    if (bad)
        fail();
}

void age_stage(const struct judged *judged)
{
    const struct pace pace = pace_of(judged);
    struct phase phases[PHASES] = {{0}};
    struct pair pairs[PAIRS] = {{0}};
    struct life old, young;
    unsigned requests = 0;
    size_t count = 0;
    bool grown = false;

    life_begin(&old, pace.trigger);
    (void)life_phase(&old, service_is_per_request() ? SETTLED : pace.window);
    phases[AGEING] = life_phase(&old, pace.ageing);
    life_begin(&young, pace.trigger);
    life_side_by_side(&old, &young);
    (void)life_phase(&young, pace.window / 4);
    count = ask_both(&old, &young, judged, phases, pairs);
    (void)life_end(&young);
    grown = goes_on_growing(judged, &old, phases);
    requests = life_end(&old);
    judge(&old, requests, grown, phases, pairs, count);
}
