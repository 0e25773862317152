/* SPDX-License-Identifier: MIT */
#include "belongs.h"

#include <stdlib.h>
#include <string.h>

#include "probe/failure.h"

/* ---- The table ---------------------------------------------------------- */

static struct truth table;

static void free_table(void)
{
    truth_free(&table);
}

const struct truth *the_truth(void)
{
    const char *path = getenv("MTLS_TRUTH");
    char error[TRUTH_ERROR_SIZE];

    if (table.count == 0) {
        if (truth_load(&table, path != NULL ? path : "tests/truth.csv",
                       error) < 0)
            fail_because("%s", error);
        (void)atexit(free_table); /* if not, it is the kernel's */
    }
    return &table;
}

unsigned traffic_times(const struct traffic *traffic, enum per per)
{
    unsigned times = 0;

    for (size_t i = 0; i < traffic->count; i++)
        times += traffic->done[i].times * traffic->done[i].trigger->times[per];
    return times;
}

static bool listed(const char *const *leaks, const char *leak)
{
    for (; *leaks != NULL; leaks++) {
        if (strcmp(*leaks, leak) == 0)
            return true;
    }
    return false;
}

/* ---- Whose finding it is ------------------------------------------------ */

const struct leak_kind leak_kinds[LEAK_KINDS] = {
    {"Leak_DefinitelyLost", "definitely"},
    {"Leak_IndirectlyLost", "indirectly"},
    {"Leak_PossiblyLost", "possibly"},
    {"Leak_StillReachable", "still reachable"},
};

size_t leak_kind_of(const struct finding *finding)
{
    size_t i = 0;

    while (i < LEAK_KINDS && strcmp(finding->kind, leak_kinds[i].kind) != 0)
        i++;
    return i;
}

/*
 * The innermost function of the server in the stack is the guilty one, in its
 * file.
 */
static bool is_of(const struct finding *finding, const struct truth_row *row)
{
    const struct frame *frame = finding_frame(finding, 0, 0);
    const char *slash = strrchr(row->file, '/');

    return frame_is(frame, row->function) &&
           strcmp(frame->file, slash != NULL ? slash + 1 : row->file) == 0;
}

/*
 * A leak of the row: by its function, and of its kind. Where requests are
 * kept, they point at their sessions, which are then still reachable. Of many
 * that are definitely lost, some may look less so: memcheck takes every word
 * on the stack of a thread for a pointer, an old one too (seen on a busy
 * machine).
 */
bool belongs_as_leak(const struct finding *finding,
                     const struct truth_row *row, const char *const *leaks)
{
    size_t kind = leak_kind_of(finding);

    if (kind == LEAK_KINDS || !is_of(finding, row))
        return false;
    return strstr(row->kind, leak_kinds[kind].word) != NULL ||
           strstr(row->kind, "definitely") != NULL ||
           (strcmp(row->leak, "sessions") == 0 && listed(leaks, "requests") &&
            strcmp(leak_kinds[kind].word, "still reachable") == 0);
}

static bool stack_goes(const struct finding *finding, unsigned stack,
                       const char *inner, const char *outer)
{
    return frame_is(finding_frame(finding, stack, 0), inner) &&
           frame_is(finding_frame(finding, stack, 1), outer);
}

bool belongs_to_stale_listener(const struct finding *finding)
{
    return strcmp(finding->kind, "InvalidRead") == 0 &&
           stack_goes(finding, 0, "request_id", "on_finish") &&
           frame_is(finding_frame(finding, 0, 2), "listeners_finish") &&
           stack_goes(finding, 1, "request_free", "request_end") &&
           frame_is(finding_frame(finding, 2, 0), "request_begin");
}

/* A descriptor that the row's leak holds at the exit, with what it lost. */
bool belongs_as_descriptor(const struct finding *finding,
                           const struct truth_row *row)
{
    return strcmp(finding->kind, "FdNotClosed") == 0 && is_of(finding, row) &&
           row->descriptors.high > 0 && strcmp(row->kind, "nothing") != 0;
}

bool belongs(const struct finding *finding, const char *const *leaks)
{
    if (belongs_to_stale_listener(finding))
        return listed(leaks, "listeners") && !listed(leaks, "requests");
    for (const char *const *leak = leaks; *leak != NULL; leak++) {
        const struct truth_row *row = truth_leak(the_truth(), *leak);

        if (belongs_as_leak(finding, row, leaks) ||
            belongs_as_descriptor(finding, row))
            return true;
    }
    return false;
}
