/* SPDX-License-Identifier: MIT */
/*
 * What the truth table expects, and whether it was measured.
 */
#define _POSIX_C_SOURCE 200809L
#include "judge.h"
#include "judge_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/probe.h"

/* ---- The leaks in this server ------------------------------------------ */

static int add_leak(struct judge *judge, const char *names, size_t length)
{
    for (size_t i = 0; i < judge->truth.count; i++) {
        const char *leak = judge->truth.rows[i].leak;

        if (strlen(leak) == length && strncmp(leak, names, length) == 0) {
            if (judge->leak_count == 6)
                break;
            judge->leaks[judge->leak_count++] = leak;
            return 0;
        }
    }
    (void)fprintf(stderr, "%s: no row for a leak '%.*s', or too many leaks\n",
                  judge->truth.path, (int)length, names);
    return -1;
}

int judge_begin(struct judge *judge, const char *table, const char *leaks,
                const char *server, const char *instruments)
{
    char error[TRUTH_ERROR_SIZE];

    *judge = (struct judge){.server = server, .instruments = instruments};
    if (truth_load(&judge->truth, table, error) < 0) {
        (void)fprintf(stderr, "%s\n", error);
        return -1;
    }
    while (*(leaks += strspn(leaks, " ")) != '\0') {
        size_t length = strcspn(leaks, " ");

        if (add_leak(judge, leaks, length) < 0) {
            judge_end(judge);
            return -1;
        }
        leaks += length;
    }
    return 0;
}

void judge_end(struct judge *judge)
{
    truth_free(&judge->truth);
}

/* ---- What is expected --------------------------------------------------- */

static void add(struct truth_range *sum, const struct truth_range *more)
{
    sum->low += more->low;
    sum->high += more->high;
}

/* The leaks are independent: what they keep adds up. */
struct expected judge_expect(const struct judge *judge,
                             const struct trigger *trigger)
{
    struct expected expected = {0};

    for (size_t i = 0; i < judge->leak_count; i++) {
        const struct truth_row *row =
            truth_find(&judge->truth, judge->leaks[i], trigger->name);

        if (row == NULL)
            continue;
        add(&expected.bytes, &row->bytes);
        add(&expected.blocks, &row->blocks);
        add(&expected.descriptors, &row->descriptors);
    }
    expected.open = expected.bytes.low != expected.bytes.high ||
                    expected.blocks.low != expected.blocks.high;
    return expected;
}

/* ---- The verdict -------------------------------------------------------- */

/* Whether so much is `steps` times a number in the range. */
static bool is_multiple(int64_t grown, const struct truth_range *each,
                        unsigned steps)
{
    return grown % (int64_t)steps == 0 &&
           grown >= (int64_t)(each->low * steps) &&
           grown <= (int64_t)(each->high * steps);
}

static const char *fault_of(const struct expected *expected,
                            const struct holding *grown, unsigned steps)
{
    if (grown->threads != 0)
        return "the number of threads changed";
    if (!is_multiple(grown->descriptors, &expected->descriptors, steps))
        return "another number of descriptors than the table says";
    if (!is_multiple(grown->blocks, &expected->blocks, steps))
        return "another number of blocks than the table says";
    if (!is_multiple(grown->bytes, &expected->bytes, steps))
        return "another number of bytes than the table says";
    return NULL;
}

/*
 * The part of the growth that the table leaves open: without what the exact
 * rows of this trigger add to it. Two triggers of `server` differ by whether
 * `requests` keeps something too.
 */
static void open_part(const struct judge *judge, const struct trigger *trigger,
                      int64_t *bytes, int64_t *blocks)
{
    for (size_t i = 0; i < judge->leak_count; i++) {
        const struct truth_row *row =
            truth_find(&judge->truth, judge->leaks[i], trigger->name);

        if (row == NULL || row->bytes.low != row->bytes.high ||
            row->blocks.low != row->blocks.high)
            continue;
        *bytes -= (int64_t)row->bytes.low;
        *blocks -= (int64_t)row->blocks.low;
    }
}

static const char *check_constant(struct judge *judge,
                                  const struct trigger *trigger,
                                  const struct growth *growth)
{
    int64_t bytes = growth->once.bytes / growth->steps;
    int64_t blocks = growth->once.blocks / growth->steps;

    open_part(judge, trigger, &bytes, &blocks);
    if (judge->first == NULL) {
        judge->first = trigger;
        judge->bytes = bytes;
        judge->blocks = blocks;
        /* tests/leaks/run.sh compares this line between servers. */
        print_message("constant: %" PRId64 " bytes, %" PRId64 " blocks\n",
                      bytes, blocks);
    }
    if (bytes != judge->bytes || blocks != judge->blocks)
        return "not the constant that another trigger showed";
    return NULL;
}

void judge_growth(struct judge *judge, const struct trigger *trigger,
                  const struct growth *growth)
{
    struct expected expected = judge_expect(judge, trigger);
    const char *why = fault_of(&expected, &growth->once, growth->steps);

    if (why == NULL)
        why = fault_of(&expected, &growth->twice, 2 * growth->steps);
    if (why == NULL && (growth->twice.bytes != 2 * growth->once.bytes ||
                        growth->twice.blocks != 2 * growth->once.blocks))
        why = "twice as many steps did not keep twice as much";
    if (why == NULL && expected.open)
        why = check_constant(judge, trigger, growth);
    if (why != NULL)
        judge_fail(judge, trigger, growth, why);
}
