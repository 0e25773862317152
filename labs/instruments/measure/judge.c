/* SPDX-License-Identifier: MIT */
/*
 * By the shape of what it leaves:
 *
 * 1. A look: windows of more and more steps. Flat at once is flat.
 * 2. Who grows may fill what is bounded, and gets many steps to do so.
 * 3. Then N steps and 2N, until two in a row say the same: nothing, or so much
 *    for each to the byte. What does neither gets more time to fill, and then
 *    is looked at as a whole.
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

#include "judge_outside.h"
#include "judge_pairs.h"
#include "lines.h"
#include "say.h"
#include "window.h"

#define FIRST 8     /* steps of the first window */
#define FILLING 512 /* steps between two looks while it fills, at most */
#define LONGER 4    /* times --most, for what is not so much for each */

struct judging {
    struct windows windows;
    struct row *row;
    struct subject *subject;
    struct finding *finding;
    struct pairs pairs;
    unsigned marked; /* steps that the lines do not tell of */
};

/* ---- 1. A look --------------------------------------------------------- */

/*
 * What is bounded and holds texts goes up and down by a few bytes: flat is a
 * row of windows that keep no block, and together no byte.
 */
static bool look(struct judging *judging)
{
    unsigned least = (unsigned)judging->subject->options->least;
    unsigned steps = FIRST, flat = 0, in_a_row = 0;
    int64_t bytes = 0, mapped = 0;

    while (judging->row->done < 2 * least || flat > 0) {
        struct window window = window_take(&judging->windows, steps);

        if (!window_is_still(&window)) {
            flat = in_a_row = 0;
            bytes = mapped = 0;
        } else {
            flat += window.steps;
            in_a_row++;
            bytes += window.grown.bytes;
            mapped += window.grown.held.mapped;
        }
        if (in_a_row >= 3 && flat >= least) {
            if (bytes > 0 || mapped > 0)
                flat = 0; /* still, and yet more: that takes a longer look */
            else if (windows_have_ended(&judging->windows))
                return true;
        }
        resident_note(&judging->finding->resident, &window);
        steps = steps < LONG ? 2 * steps : LONG;
    }
    return false;
}

/* ---- 2. What may be bounded -------------------------------------------- */

static bool fill(struct judging *judging, unsigned most)
{
    unsigned steps = LONG;

    while (judging->row->done < most) {
        unsigned left = most - judging->row->done;

        (void)window_take(&judging->windows, left < steps ? left : steps);
        if (windows_have_ended(&judging->windows))
            return true;
        steps = steps < FILLING ? 2 * steps : FILLING;
    }
    return false;
}

/* ---- 3. N and 2N ------------------------------------------------------- */

static bool take_pair(struct judging *judging, unsigned steps)
{
    struct pairs *pairs = &judging->pairs;
    struct window *pair = &pairs->window[2 * pairs->count++];

    for (unsigned i = 0; i < 2; i++) {
        pair[i] = window_take(&judging->windows, steps << i);
        resident_note(&judging->finding->resident, &pair[i]);
    }
    return pairs_settle(pairs, judging->finding);
}

static void take_pairs(struct judging *judging)
{
    struct pairs *pairs = &judging->pairs;
    bool settled = false;

    *pairs = (struct pairs){.windows = &judging->windows};
    judging->marked = judging->row->done;
    lines_mark(judging->subject);
    while (!settled && pairs->count < PAIRS)
        settled = take_pair(judging, LONG);
    if (!settled && pairs_rise(pairs))
        settled = take_pair(judging, SEVENTHS);
    if (!settled)
        pairs_sum_up(pairs, judging->finding);
}

/* What goes up and down may have been on its way up, or below its height. */
static void look_again(struct judging *judging)
{
    unsigned most = (unsigned)judging->subject->options->most;

    while (judging->finding->verdict == VERDICT_NONE &&
           judging->row->done < most && pairs_are_of_one(&judging->pairs)) {
        (void)fill(judging, most);
        take_pairs(judging);
    }
}

/*
 * What grows by now more and now less may be what threads keep for later, each
 * of its own: that has an end, but not soon. And what doubles its room each
 * time it is full is flat for a long while.
 */
static void look_longer(struct judging *judging)
{
    unsigned most = LONGER * (unsigned)judging->subject->options->most;
    struct finding *finding = judging->finding;

    look_again(judging);
    if (finding->verdict == VERDICT_FLAT
            ? !windows_may_go_on(&judging->windows)
            : finding->verdict != VERDICT_GROWS || finding->exact)
        return;
    (void)fill(judging, most);
    finding->each = (struct each){.bytes = 0};
    finding->verdict = VERDICT_NONE;
    take_pairs(judging);
    if (finding->verdict == VERDICT_FLAT &&
        windows_may_go_on(&judging->windows)) {
        finding->verdict = VERDICT_NONE;
        (void)snprintf(finding->why, sizeof finding->why,
                       "in %u steps it became more, and last after %u: what "
                       "takes longer each time has no end that can be seen",
                       judging->row->done, judging->windows.higher);
    }
}

/* ---- All of it --------------------------------------------------------- */

static void have_time(void *object)
{
    const struct judging *judging = object;

    windows_check_time(judging->subject, judging->row);
}

static void begin(void *object)
{
    struct judging *judging = object;

    row_begin(judging->row, judging->subject);
    row_step(judging->row, judging->subject); /* whether it can at all */
}

static void measure(void *object)
{
    struct judging *judging = object;
    struct finding *finding = judging->finding;
    struct subject *subject = judging->subject;

    windows_begin(&judging->windows, subject, judging->row);
    if (look(judging)) {
        finding->verdict = VERDICT_FLAT;
    } else {
        (void)fill(judging, (unsigned)subject->options->most);
        take_pairs(judging);
        look_longer(judging);
        if (finding->verdict == VERDICT_GROWS ||
            (finding->verdict == VERDICT_NONE &&
             pairs_are_of_one(&judging->pairs)))
            lines_read(subject, judging->row->done - judging->marked, finding);
    }
    finding->steps = judging->row->done;
    if (finding->verdict == VERDICT_FLAT && !subject->counted)
        judge_outside(subject, &judging->windows, finding);
    row_end(judging->row);
}

static void note_reason(struct finding *finding, const char *why)
{
    (void)snprintf(finding->why, sizeof finding->why, "%s", why);
}

void judge(struct subject *subject, struct row *row, struct finding *finding)
{
    struct judging judging = {
        .subject = subject, .row = row, .finding = finding};

    *finding = (struct finding){.row = row, .verdict = VERDICT_NONE};
    if (!attempt(have_time, &judging)) {
        note_reason(finding, say_reason());
    } else if (!attempt(begin, &judging)) {
        if (!row->wanted && say_interrupted() == 0)
            finding->verdict = VERDICT_ABSENT;
        note_reason(finding, say_reason());
    } else if (!attempt(measure, &judging)) {
        finding->verdict = VERDICT_NONE;
        note_reason(finding, say_reason());
    }
    if (*finding->why != '\0' && subject_has_ended(subject)) {
        finding->verdict = VERDICT_NONE;
        note_reason(finding, "the server has ended by itself");
    }
    finding->steps = row->done;
    row_drop(row);
}
