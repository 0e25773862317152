/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/probe.h"

/* ---- The leaks in this server ------------------------------------------ */

static int add_leak(struct judge *judge, const char *names, size_t length)
{
    for (size_t i = 0; i < judge->truth.count; i++) {
        const struct truth_row *row = &judge->truth.rows[i];

        if (strlen(row->leak) == length &&
            strncmp(row->leak, names, length) == 0) {
            if (judge->leak_count == TRUTH_ROWS_MAX)
                break;
            judge->leaks[judge->leak_count++] = row;
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

/* Whether the table leaves open how much it is. */
static bool is_open(const struct truth_row *row)
{
    return row->bytes.low != row->bytes.high ||
           row->blocks.low != row->blocks.high;
}

static void add(struct truth_range *sum, unsigned times,
                const struct truth_range *each)
{
    sum->low += times * each->low;
    sum->high += times * each->high;
}

/* The leaks are independent: what they keep adds up. */
struct expected judge_expect(const struct judge *judge,
                             const struct trigger *trigger)
{
    struct expected expected = {0};

    for (size_t i = 0; i < judge->leak_count; i++) {
        const struct truth_row *row = judge->leaks[i];
        unsigned times = judge_times(trigger, row);

        add(&expected.bytes, times, &row->bytes);
        add(&expected.blocks, times, &row->blocks);
        add(&expected.descriptors, times, &row->descriptors);
        expected.open += is_open(row) ? times : 0;
    }
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
    if (grown->held.children != 0)
        return "the number of child processes changed";
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
        const struct truth_row *row = judge->leaks[i];

        if (is_open(row))
            continue;
        *bytes -= (int64_t)(judge_times(trigger, row) * row->bytes.low);
        *blocks -= (int64_t)(judge_times(trigger, row) * row->blocks.low);
    }
}

static const char *check_constant(struct judge *judge,
                                  const struct trigger *trigger,
                                  const struct growth *growth, unsigned times)
{
    int64_t bytes = growth->once.bytes / growth->steps;
    int64_t blocks = growth->once.blocks / growth->steps;

    open_part(judge, trigger, &bytes, &blocks);
    if (bytes % times != 0 || blocks % times != 0)
        return "not so much each time as this trigger should keep in a step";
    bytes /= times;
    blocks /= times;
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

const char *judge_growth(struct judge *judge, const struct trigger *trigger,
                         const struct growth *growth)
{
    struct expected expected = judge_expect(judge, trigger);
    const char *why = fault_of(&expected, &growth->once, growth->steps);

    if (why == NULL)
        why = fault_of(&expected, &growth->twice, 2 * growth->steps);
    if (why == NULL && (growth->twice.bytes != 2 * growth->once.bytes ||
                        growth->twice.blocks != 2 * growth->once.blocks))
        why = "twice as many steps did not keep twice as much";
    if (why == NULL && expected.bytes.high == 0 && growth_is_mapped(growth))
        why = "more is mapped each time, besides the heap";
    if (why == NULL && expected.open > 0)
        why = check_constant(judge, trigger, growth, expected.open);
    return why;
}
