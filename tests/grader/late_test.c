/* SPDX-License-Identifier: MIT */
/*
 * What the grader takes for freed late, and for kept all the same, of holdings
 * that are made up.
 */
#include "late.h"

#include "probe/suite.h"

static const struct holding before = {.bytes = 900,
                                      .blocks = 9,
                                      .descriptors = 9,
                                      .threads = 9,
                                      .held.mapped = 8192,
                                      .held.children = 9};

/* What can be one less. */
static const struct holding ones[] = {
    {.blocks = 1}, {.descriptors = 1}, {.threads = 1}, {.held.children = 1}};

#define ONES (sizeof ones / sizeof *ones)

/* Whether it is more; if so, whether it is of the heap must be `heap`. */
static bool is_more(struct holding grown, bool heap)
{
    bool of_heap = !heap;
    bool more = late_is_more(&grown, &of_heap);

    if (more)
        assert_true(of_heap == heap);
    return more;
}

BARE_TEST(one_less_of_any_kind_is_freed_late)
{
    for (size_t i = 0; i < ONES; i++) {
        struct holding now = holding_minus(&before, &ones[i]);

        assert_true(late_is_less(&now, &before));
    }
}

BARE_TEST(as_much_or_more_is_not)
{
    assert_false(late_is_less(&before, &before));
    for (size_t i = 0; i < ONES; i++) {
        struct holding now = holding_plus(&before, &ones[i]);

        assert_false(late_is_less(&now, &before));
    }
}

BARE_TEST(one_more_of_any_kind_is_kept)
{
    for (size_t i = 0; i < ONES; i++)
        assert_true(is_more(ones[i], ones[i].blocks > 0));
    assert_true(is_more((struct holding){.held.mapped = 4096}, false));
}

BARE_TEST(what_goes_makes_up_for_nothing_that_stays)
{
    assert_true(is_more((struct holding){.blocks = -9, .threads = 1}, false));
    assert_true(is_more((struct holding){.blocks = 1, .threads = -9}, true));
}

BARE_TEST(nothing_and_less_are_not_kept)
{
    struct holding grown = {0};

    assert_false(is_more(grown, false));
    grown = holding_minus(&grown, &before);
    assert_false(is_more(grown, false));
}

BARE_TEST(bytes_alone_say_nothing)
{
    struct holding now = before;

    now.bytes--;
    assert_false(late_is_less(&now, &before));
    assert_false(is_more((struct holding){.bytes = 1}, false));
}

PLAIN_SUITE("grader/late")
