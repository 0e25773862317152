/* SPDX-License-Identifier: MIT */
#include "judge_pairs.h"

#include <stdio.h>

#include "probe/shape.h"

enum { OF_BYTES, OF_BLOCKS, OF_DESCRIPTORS, OF_THREADS, OF_CHILDREN, OFS };

static int64_t of(const struct holding *grown, int which)
{
    const int64_t all[OFS] = {grown->bytes, grown->blocks, grown->descriptors,
                              grown->threads, grown->held.children};

    return all[which];
}

static void note_each(struct finding *finding, const struct holding *grown,
                      double steps)
{
    finding->verdict = VERDICT_GROWS;
    finding->each = (struct each){
        .bytes = (double)grown->bytes / steps,
        .blocks = (double)grown->blocks / steps,
        .descriptors = (double)grown->descriptors / steps,
        .threads = (double)grown->threads / steps,
        .children = (double)grown->held.children / steps,
    };
}

/* But for what is mapped: malloc maps more for a heap now and then. */
static bool is_twice(const struct holding *once, const struct holding *twice)
{
    return twice->bytes == 2 * once->bytes &&
           twice->blocks == 2 * once->blocks &&
           twice->descriptors == 2 * once->descriptors &&
           twice->threads == 2 * once->threads &&
           twice->held.children == 2 * once->held.children;
}

static bool any_less(const struct holding *grown)
{
    return grown->bytes < 0 || grown->blocks < 0 || grown->descriptors < 0 ||
           grown->threads < 0 || grown->held.children < 0;
}

static bool any_more(const struct holding *grown)
{
    return grown->bytes > 0 || grown->blocks > 0 || grown->descriptors > 0 ||
           grown->threads > 0 || grown->held.children > 0;
}

/*
 * What goes up and down grows for a while, too, up to a height that falls
 * between two looks: growth is more than that.
 */
static bool is_at_its_height(const struct pairs *pairs, int which)
{
    const struct windows *windows = pairs->windows;

    return windows->row->done - of(&windows->lower, which) > windows->longest;
}

static bool grows_at_its_height(const struct pairs *pairs,
                                const struct holding *grown)
{
    for (int which = 0; which < OFS; which++) {
        if (of(grown, which) > 0 && !is_at_its_height(pairs, which))
            return false;
    }
    return true;
}

/* Whether each so-manieth step may have left all of it. */
static bool is_whole(const struct window *window, unsigned every)
{
    for (int which = 0; which < OFS; which++) {
        if (of(&window->grown, which) * every % window->steps != 0)
            return false;
    }
    return true;
}

/*
 * The same at each so-manieth step: 1 is each; 0 none, which may be chance, as
 * one process more and then two, of those that nobody has waited for yet.
 */
static unsigned whole_at(const struct window *once)
{
    unsigned most = once->steps >= SEVENTHS ? SELDOM : 1;
    unsigned every = 1;

    while (every <= most && !is_whole(once, every))
        every++;
    return every <= most ? every : 0;
}

/* Of the heap flat, and of what is mapped besides so much for each. */
static bool maps_steadily(const struct window *pair)
{
    const struct held *once = &pair[0].grown.held;
    const struct held *twice = &pair[1].grown.held;

    return !any_more(&pair[0].grown) && once->mapped > 0 &&
           twice->mapped == 2 * once->mapped;
}

bool pairs_settle(const struct pairs *pairs, struct finding *finding)
{
    const struct window *once = &pairs->window[2 * (pairs->count - 1)];
    const struct window *twice = once + 1;

    if (!once->same || !twice->same)
        return false;
    if (window_is_still(once) && window_is_still(twice) &&
        once->grown.bytes + twice->grown.bytes <= 0 &&
        once->grown.held.mapped + twice->grown.held.mapped <= 0) {
        finding->verdict = VERDICT_FLAT;
        return true;
    }
    if (is_twice(&once->grown, &twice->grown) && any_more(&once->grown) &&
        !any_less(&once->grown) && whole_at(once) > 0 &&
        grows_at_its_height(pairs, &twice->grown)) {
        note_each(finding, &once->grown, once->steps);
        finding->every = whole_at(once);
        finding->exact = true;
        return true;
    }
    if (pairs->count >= 2 && maps_steadily(once) && maps_steadily(once - 2) &&
        once->grown.held.mapped == once[-2].grown.held.mapped) {
        note_each(finding, &once->grown, once->steps);
        finding->each.mapped = (double)once->grown.held.mapped / once->steps;
        finding->exact = true;
        return true;
    }
    return false;
}

/* ---- As a whole -------------------------------------------------------- */

static void add_up(const struct window *window, size_t count,
                   struct holding *sum, unsigned *steps)
{
    *sum = (struct holding){.bytes = 0};
    *steps = 0;
    for (size_t i = 0; i < count; i++) {
        *sum = holding_plus(sum, &window[i].grown);
        *steps += window[i].steps;
    }
}

/*
 * It goes up and down, as the number of processes that have ended and were not
 * waited for does: the latter half of the windows has no new height.
 */
static bool has_had_its_height(const int64_t *more, size_t count)
{
    int64_t level = 0, early = 0, late = 0;

    for (size_t i = 0; i < count; i++) {
        level += more[i];
        if (i < count / 2)
            early = level > early ? level : early;
        else
            late = level > late ? level : late;
    }
    return late <= early;
}

bool pairs_are_of_one(const struct pairs *pairs)
{
    for (size_t i = 0; i < 2 * pairs->count; i++) {
        if (!pairs->window[i].same)
            return false;
    }
    return true;
}

static void list_of(const struct pairs *pairs, int which, int64_t *more)
{
    for (size_t i = 0; i < 2 * pairs->count; i++)
        more[i] = of(&pairs->window[i].grown, which);
}

bool pairs_rise(const struct pairs *pairs)
{
    int64_t more[2 * (PAIRS + 1)];
    bool rises = false;

    for (int which = 0; which < OFS; which++) {
        list_of(pairs, which, more);
        rises = rises || (only_rises(more, 2 * pairs->count) &&
                          is_at_its_height(pairs, which));
    }
    return rises && pairs_are_of_one(pairs);
}

void pairs_sum_up(const struct pairs *pairs, struct finding *finding)
{
    const struct window *window = pairs->window;
    size_t count = 2 * pairs->count;
    struct holding sum;
    unsigned steps = 0;
    char text[HOLDING_TEXT];
    bool flat = true;

    add_up(window, count, &sum, &steps);
    for (int which = 0; which < OFS; which++) {
        int64_t more[2 * (PAIRS + 1)];

        list_of(pairs, which, more);
        flat =
            flat && (of(&sum, which) <= 0 ||
                     (which > OF_BLOCKS && has_had_its_height(more, count)));
    }
    if (!pairs_are_of_one(pairs)) {
        (void)snprintf(finding->why, sizeof finding->why,
                       "processes of the server came and went meanwhile");
    } else if (pairs_rise(pairs) && !any_less(&sum)) {
        note_each(finding, &sum, steps);
    } else if (flat && sum.held.mapped <= 0 &&
               windows_are_swinging(pairs->windows)) {
        finding->verdict = VERDICT_FLAT;
    } else {
        (void)snprintf(finding->why, sizeof finding->why,
                       "neither flat nor so much for each: in %u steps %s",
                       steps, holding_text(&sum, text));
    }
}
