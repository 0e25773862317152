/* SPDX-License-Identifier: MIT */
/*
 * The server without any tool: what each step costs it in memory and in time
 * while it is young, and when it is old. Times are CPU time of the server
 * alone, compared within one run; the best of two against the worst of two.
 */
#define _POSIX_C_SOURCE 200809L
#include "grader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "life.h"
#include "support.h"

/* Looked at when young, made older, looked at when old. */
enum { YOUNG, YOUNG_TOO, AGEING, OLD, OLD_TOO, PHASES };

static const char *const names[PHASES] = {"young", "young", "ageing", "old",
                                          "old"};

/*
 * Resident memory, KiB. A page more or less comes and goes, and some more
 * where blocks are large. It grows when both old windows do by much; or, as
 * small blocks fill what is there before they need another page, when all from
 * the ageing on is more, and after more ageing is more again.
 */
#define WINDOW_KIB 32L
#define TOGETHER_KIB 64L
#define SMALL 4096UL /* bytes: only what is smaller could hide among pages */

/*
 * A server per request has 64 threads, and malloc an arena for many of them:
 * resident memory settles after some 500 connections, and not quite.
 */
#define SETTLED 640

/* Dearer by more than this is not chance. */
#define DEARER 1.5

static long together(const struct phase *phases)
{
    return phases[AGEING].resident + phases[OLD].resident +
           phases[OLD_TOO].resident;
}

static bool grows(const struct subject *subject, const struct phase *phases,
                  const struct phase *again)
{
    long quarter = (long)(subject->kept * phases[OLD].steps / 4 / 1024);
    long limit = quarter > WINDOW_KIB ? quarter : WINDOW_KIB;

    if (subject->kept < SMALL)
        return together(phases) > TOGETHER_KIB &&
               together(again) > TOGETHER_KIB;
    return phases[OLD].resident > limit && phases[OLD_TOO].resident > limit;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* The best of the old ones against the worst of the young ones. */
static bool slower(const struct phase *phases)
{
    double young = -least(-phases[YOUNG].cpu, -phases[YOUNG_TOO].cpu);

    return least(phases[OLD].cpu, phases[OLD_TOO].cpu) > DEARER * young;
}

/*
 * What is slower for another reason, as on a busy machine, is not so each
 * time; what grows with age is, and more and more.
 */
static void look_again(const struct life *life, const struct pace *pace,
                       struct phase *phases)
{
    for (int times = 0; times < 2 && slower(phases); times++) {
        struct phase again;

        (void)life_phase(life, pace->ageing);
        again = life_phase(life, pace->window);
        if (again.cpu < phases[OLD_TOO].cpu)
            phases[OLD_TOO].cpu = again.cpu;
    }
}

/*
 * Still slower? Then a server that is young now is asked: where it is as slow,
 * it is the machine that has become so.
 */
static void look_at_another(const char *trigger, const struct pace *pace,
                            struct phase *phases)
{
    struct life young;
    struct phase now;

    if (!slower(phases))
        return;
    life_begin(&young, trigger);
    (void)life_phase(&young, pace->window);
    now = life_phase(&young, pace->window);
    if (now.cpu > phases[YOUNG].cpu)
        phases[YOUNG].cpu = now.cpu;
    (void)life_end(&young);
}

static void judge(const struct subject *subject, const struct life *life,
                  unsigned requests, const struct phase *phases,
                  const struct phase *again)
{
    unsigned lines = life_audit_lines(life);
    bool bad = false;

    (void)printf("%s: %s\n", life->trigger->name, life->trigger->what);
    for (int p = 0; p < PHASES; p++)
        (void)printf("    %s, %u times: %+ld KiB resident, %.1f us of CPU "
                     "each\n",
                     names[p], phases[p].steps, phases[p].resident,
                     phases[p].cpu / 1000);
    if (grows(subject, phases, again))
        bad = puts("grows: resident memory") != EOF;
    if (slower(phases))
        bad = puts("grows: CPU time of each step") != EOF;
    if (lines != requests)
        bad = printf("%u requests, and %u audit lines\n", requests, lines) > 0;
    if (bad)
        fail();
}

void age_stage(const struct subject *subject)
{
    const struct pace *pace = pace_of(subject);
    struct phase phases[PHASES], again[PHASES] = {{0}};
    struct life life;
    unsigned requests = 0;

    life_begin(&life, pace->trigger);
    (void)life_phase(&life, service_is_per_request() ? SETTLED : pace->window);
    for (int p = 0; p < PHASES; p++)
        phases[p] =
            life_phase(&life, p == AGEING ? pace->ageing : pace->window);
    for (int p = AGEING; p < PHASES && together(phases) > TOGETHER_KIB; p++)
        again[p] =
            life_phase(&life, p == AGEING ? pace->ageing : pace->window);
    look_again(&life, pace, phases);
    look_at_another(pace->trigger, pace, phases);
    requests = life_end(&life);
    judge(subject, &life, requests, phases, again);
}
