/* SPDX-License-Identifier: MIT */
#include "late.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>

#include "named.h"
#include "probe/walked.h"

#define ROUNDS 3 /* that leave something, each of them */
#define STEPS 4

/* ---- At rest, and for long --------------------------------------------- */

static bool is_same(const struct holding *a, const struct holding *b)
{
    return a->bytes == b->bytes && a->blocks == b->blocks &&
           a->descriptors == b->descriptors && a->threads == b->threads &&
           a->held.children == b->held.children;
}

struct holding late_rest(const struct gauge *gauge, unsigned clients)
{
    struct holding held = gauge_rest(gauge, clients);
    time_t since = time(NULL);

    while (time(NULL) <= since + LATE) {
        struct holding now = gauge_rest(gauge, clients);

        if (!is_same(&now, &held))
            since = time(NULL);
        held = now;
        (void)poll(NULL, 0, 20); /* from look to look */
    }
    return held;
}

/* ---- Whether it does ---------------------------------------------------- */

struct holding late_look(struct metered *metered, unsigned clients)
{
    (void)late_rest(&metered->gauge, clients);
    metered_do_each(metered, 0, 1); /* frees what waits for the next one */
    return late_rest(&metered->gauge, clients);
}

bool late_is_less(const struct holding *now, const struct holding *before)
{
    return now->blocks < before->blocks ||
           now->descriptors < before->descriptors ||
           now->threads < before->threads ||
           now->held.children < before->held.children;
}

bool late_frees(struct metered *metered)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding later = late_rest(&metered->gauge, 0);

    if (late_is_less(&later, &before))
        return true;
    metered_do_each(metered, 0, 1); /* frees what waits for the next one */
    later = gauge_rest(&metered->gauge, 0);
    return late_is_less(&later, &before);
}

/* ---- What it keeps all the same ----------------------------------------- */

static void do_everything(struct metered *metered, const struct pace *pace,
                          unsigned round)
{
    metered_do_all(metered, round * STEPS, STEPS);
    (void)walked(metered, 0, walk_count, service_is_per_request() ? 17 : 1);
    metered_do(metered, pace->trigger, round * pace->rare, 2 * pace->rare);
}

static struct holding look(struct metered *metered)
{
    return late_look(metered, 0);
}

bool late_is_more(const struct holding *grown, bool *heap)
{
    *heap = grown->blocks > 0;
    return *heap || grown->descriptors > 0 || grown->threads > 0 ||
           grown->held.mapped > 0 || grown->held.children > 0;
}

/* What is done in turns, and how each is looked at. */
struct turns {
    void (*turn)(struct metered *metered, const struct pace *pace,
                 unsigned round);
    struct holding (*look)(struct metered *metered);
    const char *words; /* what is said when each leaves something */
    unsigned steps;    /* of one */
};

static bool each_turn_leaves_some(struct metered *metered,
                                  const struct pace *pace,
                                  const struct turns *turns, bool *heap)
{
    struct holding before, grown[ROUNDS];

    turns->turn(metered, pace, 0); /* fills what is bounded */
    before = turns->look(metered);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct holding after;

        named_forget(metered);
        turns->turn(metered, pace, i + 1);
        after = turns->look(metered);
        grown[i] = holding_minus(&after, &before);
        before = after;
        if (!late_is_more(&grown[i], heap))
            return false;
    }
    (void)puts(turns->words);
    for (int i = 0; i < ROUNDS; i++)
        named_print(turns->steps, &grown[i]);
    if (*heap)
        named_stacks(metered);
    return true;
}

/* ---- Of one kind, by itself --------------------------------------------- */

/* The series is under way: who stays for all of it is there all the time. */
static void do_more(struct metered *metered, const struct pace *pace,
                    unsigned round)
{
    series_step(&metered->series, round * pace->rare, pace->rare);
}

static struct holding look_within(struct metered *metered)
{
    unsigned clients = metered->series.connected != NULL ? 1 : 0;

    (void)late_rest(&metered->gauge, clients);
    series_step(&metered->series, 0, 1);
    return late_rest(&metered->gauge, clients);
}

bool late_grows_alone(struct metered *metered, const struct trigger *trigger,
                      unsigned steps, bool *heap)
{
    const struct pace pace = {.trigger = trigger, .rare = steps};
    char words[256];
    const struct turns alone = {do_more, look_within, words, steps};
    bool does = false;

    (void)snprintf(words, sizeof words,
                   "late: some of it is freed when others come; as long as "
                   "there is only %s this is left",
                   trigger->what);
    series_begin(&metered->series, metered->server, trigger);
    does = each_turn_leaves_some(metered, &pace, &alone, heap);
    series_end(&metered->series);
    return does;
}

bool late_grows(struct metered *metered, const struct pace *pace, bool *heap)
{
    static const struct turns of_all = {
        do_everything, look,
        "late: some of it is freed seconds later; of all kinds of steps this "
        "is left then",
        1};

    return each_turn_leaves_some(metered, pace, &of_all, heap);
}
