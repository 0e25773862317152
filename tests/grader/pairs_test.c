/* SPDX-License-Identifier: MIT */
/*
 * The grader's comparison of an old server with a young one, on made-up
 * measurements: what a machine does to both must not look like age.
 */
#include "pairs.h"

#include <stdio.h>

#include "probe/shape.h"
#include "probe/suite.h"

#define PAIRS 8
#define RUNS 1000 /* of each series, each with other noise */

/* One after the other, as they are taken: in each pair another is first. */
struct series {
    double ages_by; /* what the old one costs, of the young one */
    double noise;   /* each number is up to so much more, by chance */
    double (*machine)(unsigned nth); /* and times this; NULL: steady */
};

static unsigned seed;

/*
 * 0 to 1, the same in each run: minimal standard generator, Park and Miller
 * 1988.
 */
static double chance(void)
{
    seed = (unsigned)((unsigned long long)seed * 16807 % 2147483647);
    return (double)seed / 2147483647;
}

static double measured(const struct series *series, double cost, unsigned nth)
{
    double times = series->machine != NULL ? series->machine(nth) : 1;

    return cost * times * (1 + series->noise * chance());
}

static void measure(const struct series *series, struct pair pairs[PAIRS])
{
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned old = 2 * i + (i % 2);
        unsigned young = 2 * i + (1 - i % 2);

        pairs[i].old = measured(series, 100 * series->ages_by, old);
        pairs[i].young = measured(series, 100, young);
    }
}

/* In how many of a thousand runs it is called dearer. */
static unsigned dearer(const struct series *series)
{
    struct pair pairs[PAIRS];
    unsigned times = 0;

    seed = 9;
    for (unsigned run = 0; run < RUNS; run++) {
        measure(series, pairs);
        times += pairs_dearer(pairs, PAIRS);
    }
    return times;
}

/* ---- Machines -------------------------------------------------------- */

static double three_times_slower_midway(unsigned nth)
{
    return nth < PAIRS ? 1 : 3;
}

static double three_times_slower_within_a_pair(unsigned nth)
{
    return nth < PAIRS - 1 ? 1 : 3;
}

static double slower_and_slower(unsigned nth)
{
    return 1 + 0.5 * nth;
}

static double slow_every_other_time(unsigned nth)
{
    return nth % 2 == 0 ? 3 : 1;
}

/* By chance: one in eight is five times what it should be. */
static double disturbed(unsigned nth)
{
    (void)nth;
    return chance() < 0.125 ? 5 : 1;
}

static double (*const machines[])(unsigned nth) = {
    NULL,
    three_times_slower_midway,
    three_times_slower_within_a_pair,
    slower_and_slower,
    slow_every_other_time,
};

#define MACHINES (sizeof machines / sizeof *machines)

/* ---- Tests ----------------------------------------------------------- */

BARE_TEST(what_the_machine_does_is_not_age)
{
    for (size_t i = 0; i < MACHINES; i++)
        assert_int_equal(dearer(&(struct series){1, 0.4, machines[i]}), 0);
}

BARE_TEST(a_fifth_more_is_not_age_either)
{
    for (size_t i = 0; i < MACHINES; i++)
        assert_int_equal(dearer(&(struct series){1.2, 0.2, machines[i]}), 0);
}

BARE_TEST(one_disturbed_now_and_then_is_not_age)
{
    assert_int_equal(dearer(&(struct series){1, 0.2, disturbed}), 0);
}

BARE_TEST(twice_as_dear_is_found_whatever_the_machine_does)
{
    static double (*const steady_enough[])(unsigned nth) = {
        NULL, three_times_slower_midway, three_times_slower_within_a_pair};

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(dearer(&(struct series){2, 0.2, steady_enough[i]}),
                         RUNS);
}

BARE_TEST(the_middle_pair_says_how_much)
{
    struct pair pairs[PAIRS];

    seed = 9;
    measure(&(struct series){2, 0, three_times_slower_midway}, pairs);
    assert_true(pairs_middle(pairs, PAIRS) == 2);
    pairs[1].old *= 9;
    pairs[2].young *= 9;
    assert_true(pairs_middle(pairs, PAIRS) == 2);
}

BARE_TEST(without_a_pair_nothing_is_said)
{
    assert_false(pairs_dearer(NULL, 0));
}

BARE_TEST(what_comes_down_again_is_no_growth)
{
    static const int64_t room_for_six[] = {8, 8, -16, 8, 0, 8};
    static const int64_t one_in_many[] = {0, 0, 8, 0, 0, 0};
    static const int64_t nothing[6] = {0};

    assert_false(only_rises(room_for_six, 6));
    assert_false(only_rises(one_in_many, 6));
    assert_false(only_rises(nothing, 6));
}

BARE_TEST(what_only_goes_up_is)
{
    static const int64_t steadily[] = {8, 8, 8, 8, 8, 8};
    static const int64_t in_chunks[] = {4096, 0, 4096, 0, 4096, 0};

    assert_true(only_rises(steadily, 6));
    assert_true(only_rises(in_chunks, 6));
}

PLAIN_SUITE("grader/pairs")
