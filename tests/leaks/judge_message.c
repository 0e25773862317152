/* SPDX-License-Identifier: MIT */
#include "judge_message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/probe.h"
#include "stacks.h"

static void print_growth(const struct holding *grown, unsigned steps)
{
    char text[HOLDING_TEXT];

    print_error("  in %5u     %s  (%.3f bytes, %.3f blocks each)\n", steps,
                holding_text(grown, text), (double)grown->bytes / steps,
                (double)grown->blocks / steps);
}

/* "440 bytes", or "30000 to 50000 bytes, always the same". */
static void print_range(const struct truth_range *range, const char *what)
{
    if (range->low == range->high)
        print_error(", %lu %s", range->low, what);
    else
        print_error(", %lu to %lu %s and always as many", range->low,
                    range->high, what);
}

static void print_rows(const struct judge *judge,
                       const struct trigger *trigger)
{
    unsigned rows = 0;

    for (size_t i = 0; i < judge->leak_count; i++) {
        const struct truth_row *row = judge->leaks[i];
        unsigned times = judge_times(trigger, row);

        if (times == 0)
            continue;
        rows++;
        print_error("  expected    %s:%u: %s, for each %s, of which a step "
                    "has %u",
                    judge->truth.path, row->line, row->leak,
                    per_name(row->per), times);
        print_range(&row->bytes, "bytes");
        print_range(&row->blocks, "blocks");
        print_range(&row->descriptors, "descriptors");
        print_error("\n              by %s() in %s\n", row->function,
                    row->file);
    }
    if (rows == 0)
        print_error("  expected    nothing at all, by %s\n",
                    judge->truth.path);
}

/* ---- Who it may be ------------------------------------------------------ */

/*
 * Whether it grew by `steps` times what is expected and, so many `times`, the
 * row besides; or, with times below 0, what is expected without the row.
 */
static bool is_sum(int64_t grown, int64_t steps,
                   const struct truth_range *expected,
                   const struct truth_range *row, int times)
{
    int64_t less = (int64_t)(times > 0 ? row->low : row->high);
    int64_t more = (int64_t)(times > 0 ? row->high : row->low);

    return grown % steps == 0 &&
           grown / steps >= (int64_t)expected->low + times * less &&
           grown / steps <= (int64_t)expected->high + times * more;
}

/* In a range there is room for any of the small ones. */
static bool could_be_any(const struct expected *expected,
                         const struct truth_row *row)
{
    return expected->open > 0 && row->bytes.low == row->bytes.high &&
           row->descriptors.low == 0;
}

static bool differs_by(const struct growth *growth,
                       const struct expected *expected,
                       const struct truth_row *row, int times)
{
    const struct holding *grown = &growth->once;

    return !could_be_any(expected, row) &&
           is_sum(grown->bytes, growth->steps, &expected->bytes, &row->bytes,
                  times) &&
           is_sum(grown->blocks, growth->steps, &expected->blocks,
                  &row->blocks, times) &&
           is_sum(grown->descriptors, growth->steps, &expected->descriptors,
                  &row->descriptors, times);
}

/* A leak of the table that would make all the difference. */
static void print_suspect(const struct judge *judge,
                          const struct trigger *trigger,
                          const struct growth *growth,
                          const struct expected *expected)
{
    for (size_t i = 0; i < judge->truth.count; i++) {
        const struct truth_row *row = &judge->truth.rows[i];
        int times = (int)judge_times(trigger, row);
        bool more = times > 0 && differs_by(growth, expected, row, times);

        if (more || (times > 0 && differs_by(growth, expected, row, -times)))
            print_error("  %s `%s`, by %s() in %s: %s:%u\n",
                        more ? "there is    the leak" : "missing     the leak",
                        row->leak, row->function, row->file, judge->truth.path,
                        row->line);
    }
}

static bool has_more(const struct growth *growth,
                     const struct expected *expected)
{
    const struct holding *grown = &growth->twice;
    int64_t steps = 2 * (int64_t)growth->steps;

    return grown->bytes > steps * (int64_t)expected->bytes.high ||
           grown->blocks > steps * (int64_t)expected->blocks.high ||
           grown->descriptors > steps * (int64_t)expected->descriptors.high;
}

/* Of who has grown by too much: the first few that differ. */
static void print_stacks(struct judge *judge, const struct trigger *trigger,
                         const struct growth *growth,
                         const struct expected *expected)
{
    if (!has_more(growth, expected))
        return;
    for (unsigned i = 0; i < judge->shown_count; i++) {
        if (memcmp(&judge->shown[i], &growth->twice, sizeof growth->twice) ==
            0) {
            print_error("  memcheck    see above, where as much was kept\n");
            return;
        }
    }
    if (judge->shown_count == JUDGE_STACKS) {
        print_error("  memcheck    not asked any more: it is by \"this "
                    "alone\"\n");
        return;
    }
    judge->shown[judge->shown_count++] = growth->twice;
    stacks_print(trigger);
}

static void print_commands(const struct judge *judge,
                           const struct trigger *trigger, unsigned steps)
{
    const char *name = getenv("MTLS_NAME");
    const char *certs = certs_folder();

    print_error("  this alone  make -f tests/leaks/leaks.mk leaks "
                "LEAK_SERVERS=%s SERVER=%s TRIGGER=%s\n",
                name != NULL ? name : "fixed", judge->server, trigger->name);
    if (trigger->load == NULL)
        return;
    /* print_error() cuts at 1 KiB. */
    (void)fprintf(
        stderr,
        "  by hand     mkdir -p /tmp/data /tmp/meter; truncate -s 8M "
        "/tmp/data/blob.bin\n"
        "              HEAPMETER_DIR=/tmp/meter "
        "LD_PRELOAD=%s/libheapmeter.so %s --port 8443 --cert %s/server.pem "
        "--key %s/server-key.pem --ca %s/ca.pem --crl %s/crl.pem "
        "--data /tmp/data & pid=$!\n"
        "              %s/mtls-load --ca %s/ca.pem --cert %s/sensor-1.pem "
        "--key %s/sensor-1-key.pem --unexpected %s/unexpected --count %u %s "
        "https://localhost:8443\n"
        "              %s/heapmeter read --dir /tmp/meter $pid  # after each "
        "of several loads\n",
        judge->instruments, judge->server, certs, certs, certs, certs,
        judge->instruments, certs, certs, certs, certs, steps, trigger->load,
        judge->instruments);
}

void judge_fail(struct judge *judge, const struct trigger *trigger,
                const struct growth *growth, const char *why)
{
    struct expected expected = judge_expect(judge, trigger);

    print_error("%s: %s\n", trigger->name, trigger->what);
    print_error("  wrong       %s\n", why);
    print_rows(judge, trigger);
    print_growth(&growth->once, growth->steps);
    print_growth(&growth->twice, 2 * growth->steps);
    if (judge->first != NULL)
        print_error("  constant    %" PRId64 " bytes, %" PRId64
                    " blocks each, as measured by %s\n",
                    judge->bytes, judge->blocks, judge->first->name);
    print_suspect(judge, trigger, growth, &expected);
    print_commands(judge, trigger, growth->steps);
    print_stacks(judge, trigger, growth, &expected);
    fail_because("%s: %s", trigger->name, why);
}
