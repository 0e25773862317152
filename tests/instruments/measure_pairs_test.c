/* SPDX-License-Identifier: MIT */
/*
 * What measure takes for so much at each step, of windows that are made up:
 * small numbers twice in a row are chance, as of processes that have ended and
 * that nobody has waited for yet.
 */
#include "measure/judge_pairs.h"

#include <string.h>

#include "probe/suite.h"

/* What comes of one pair of this kind, at the end of a long series. */
static bool settles(unsigned steps, struct holding each_window,
                    struct finding *finding)
{
    static struct row row;
    struct windows windows = {.row = &row};
    struct pairs pairs = {.windows = &windows, .count = 1};

    row.done = 100 * steps;
    pairs.window[0] =
        (struct window){.steps = steps, .grown = each_window, .same = true};
    pairs.window[1] =
        (struct window){.steps = 2 * steps,
                        .grown = holding_plus(&each_window, &each_window),
                        .same = true};
    memset(finding, 0, sizeof *finding);
    finding->verdict = VERDICT_NONE;
    return pairs_settle(&pairs, finding);
}

BARE_TEST(one_more_and_then_two_is_chance)
{
    const struct holding grown[] = {{.descriptors = 1},
                                    {.threads = 1},
                                    {.held.children = 1},
                                    {.blocks = 1, .bytes = 24},
                                    {.bytes = 64, .held.children = 3}};
    struct finding finding;

    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++)
        assert_false(settles(LONG, grown[i], &finding));
}

BARE_TEST(one_at_each_step_is_growth)
{
    const struct holding grown[] = {{.descriptors = LONG},
                                    {.threads = LONG},
                                    {.held.children = 2L * LONG},
                                    {.blocks = LONG, .bytes = 24L * LONG}};
    struct finding finding;

    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++) {
        assert_true(settles(LONG, grown[i], &finding));
        assert_int_equal(finding.verdict, VERDICT_GROWS);
        assert_true(finding.exact);
        assert_int_equal(finding.every, 1);
    }
}

BARE_TEST(one_at_each_seventh_step_is_growth_in_a_long_window)
{
    const struct holding grown[] = {
        {.descriptors = SEVENTHS / 7},
        {.held.children = SEVENTHS / 7},
        {.blocks = SEVENTHS / 7, .bytes = 24L * SEVENTHS / 7}};
    struct finding finding;

    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++) {
        assert_true(settles(SEVENTHS, grown[i], &finding));
        assert_int_equal(finding.verdict, VERDICT_GROWS);
        assert_int_equal(finding.every, 7);
    }
}

BARE_TEST(nothing_more_is_flat)
{
    struct finding finding;

    assert_true(settles(LONG, (struct holding){.bytes = 0}, &finding));
    assert_int_equal(finding.verdict, VERDICT_FLAT);
}

PLAIN_SUITE("measure, what it takes for growth")
