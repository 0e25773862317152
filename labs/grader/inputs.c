/* SPDX-License-Identifier: MIT */
#include "inputs.h"

#include <stdio.h>

#include "named.h"
#include "probe/walked.h"

#define WALKS 3 /* that leave something, each of them */
#define TIMES 8 /* that the input is sent, to show it */

/* A server per request shakes hands for each: some hundred are enough. */
static size_t stride(void)
{
    return service_is_per_request() ? 17 : 1;
}

static bool leaves_any(const struct walked *walked, void *unused)
{
    (void)unused;
    return holding_any_more(&walked->grown);
}

static bool leaves_heap(const struct walked *walked)
{
    return walked->grown.bytes > 0 || walked->grown.blocks > 0;
}

static void send_often(struct metered *metered, size_t number)
{
    for (int i = 0; i < TIMES; i++)
        walk(&metered->walk, number, number + 1, 1);
}

static void print_input(struct metered *metered, size_t number)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding after;
    char text[WALK_TEXT];

    send_often(metered, number);
    after = gauge_rest(&metered->gauge, 0);
    after = holding_minus(&after, &before);
    (void)printf("inputs: %s\n", walk_text(number, text));
    named_print(TIMES, &after);
    named_forget(metered);
    send_often(metered, number);
    named_stacks(metered);
}

bool inputs_grow(struct metered *metered, bool *heap)
{
    struct walked last;
    size_t number = 0;

    for (int i = 0; i < WALKS; i++) {
        last = walked(metered, 0, walk_count, stride());
        if (!holding_any_more(&last.grown))
            return false;
    }
    *heap = leaves_heap(&last);
    number = walked_find(metered, stride(), leaves_any, NULL);
    if (number < walk_count) {
        print_input(metered, number);
        return true;
    }
    (void)puts("inputs: a walk through methods, routes, bodies and ways to "
               "be gone");
    named_print(1, &last.grown);
    return true;
}
