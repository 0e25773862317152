/* SPDX-License-Identifier: MIT */
/*
 * Memcheck's report against the truth table.
 */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "probe/asserts.h"

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

static const struct {
    const char *kind, *word; /* memcheck's XML, and its words in the table */
} kinds[] = {
    {"Leak_DefinitelyLost", "definitely"},
    {"Leak_IndirectlyLost", "indirectly"},
    {"Leak_PossiblyLost", "possibly"},
    {"Leak_StillReachable", "still reachable"},
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* Index in kinds[], or KINDS: no leak. */
static size_t kind_of(const struct finding *finding)
{
    size_t i = 0;

    while (i < KINDS && strcmp(finding->kind, kinds[i].kind) != 0)
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
static bool is_leak_of(const struct finding *finding,
                       const struct truth_row *row, const char *const *leaks)
{
    size_t kind = kind_of(finding);

    if (kind == KINDS || !is_of(finding, row))
        return false;
    return strstr(row->kind, kinds[kind].word) != NULL ||
           strstr(row->kind, "definitely") != NULL ||
           (strcmp(row->leak, "sessions") == 0 && listed(leaks, "requests") &&
            strcmp(kinds[kind].word, "still reachable") == 0);
}

static bool stack_goes(const struct finding *finding, unsigned stack,
                       const char *inner, const char *outer)
{
    return frame_is(finding_frame(finding, stack, 0), inner) &&
           frame_is(finding_frame(finding, stack, 1), outer);
}

bool verdict_is_stale_listener(const struct finding *finding)
{
    return strcmp(finding->kind, "InvalidRead") == 0 &&
           stack_goes(finding, 0, "request_id", "on_finish") &&
           frame_is(finding_frame(finding, 0, 2), "listeners_finish") &&
           stack_goes(finding, 1, "request_free", "request_end") &&
           frame_is(finding_frame(finding, 2, 0), "request_begin");
}

/* A descriptor that the row's leak holds at the exit, with what it lost. */
static bool is_descriptor_of(const struct finding *finding,
                             const struct truth_row *row)
{
    return strcmp(finding->kind, "FdNotClosed") == 0 && is_of(finding, row) &&
           row->descriptors.high > 0 && strcmp(row->kind, "nothing") != 0;
}

bool verdict_belongs(const struct finding *finding, const char *const *leaks)
{
    if (verdict_is_stale_listener(finding))
        return listed(leaks, "listeners") && !listed(leaks, "requests");
    for (const char *const *leak = leaks; *leak != NULL; leak++) {
        const struct truth_row *row = truth_leak(the_truth(), *leak);

        if (is_leak_of(finding, row, leaks) || is_descriptor_of(finding, row))
            return true;
    }
    return false;
}

/* ---- Amounts ------------------------------------------------------------ */

/* The sum of a constant for each trigger; or of one that lies in a range. */
static bool adds_up(unsigned long sum, unsigned times,
                    const struct truth_range *each)
{
    if (times == 0)
        return sum == 0;
    return sum % times == 0 && sum / times >= each->low &&
           sum / times <= each->high;
}

static enum verdict judge_leak(const struct report *report, const char *leak,
                               const char *const *leaks,
                               const struct traffic *traffic, FILE *evidence)
{
    const struct truth_row *row = truth_leak(the_truth(), leak);
    unsigned times = traffic_times(traffic, row->per);
    const struct finding *finding = NULL;
    struct amount left = {0};
    bool seen[KINDS + 1] = {false};

    if (strcmp(row->kind, "nothing") == 0)
        return AS_EXPECTED;
    STAILQ_FOREACH (finding, &report->findings, entry) {
        if (is_descriptor_of(finding, row))
            left.descriptors++;
        if (!is_leak_of(finding, row, leaks))
            continue;
        seen[kind_of(finding)] = true;
        left.bytes += finding->bytes;
        left.blocks += finding->blocks;
    }
    for (size_t i = 0; i < KINDS; i++) {
        if (!seen[i] && strstr(row->kind, kinds[i].word) != NULL) {
            evidence_missing(row, kinds[i].word, report, evidence);
            return LEAK_MISSING;
        }
    }
    if (adds_up(left.bytes, times, &row->bytes) &&
        adds_up(left.blocks, times, &row->blocks) &&
        adds_up(left.descriptors, times, &row->descriptors))
        return AS_EXPECTED;
    evidence_amount(row, times, &left, report, evidence);
    return WRONG_AMOUNT;
}

/* ---- The verdict -------------------------------------------------------- */

enum verdict verdict_of(const struct report *report, const char *const *leaks,
                        const struct traffic *traffic, FILE *evidence)
{
    const struct finding *finding = NULL;
    enum verdict verdict = AS_EXPECTED;

    if (report->exit != 0 || report->signal[0] != '\0' ||
        !report->said_stopped || !report->complete) {
        evidence_death(report, evidence);
        return DIED;
    }
    STAILQ_FOREACH (finding, &report->findings, entry) {
        if (verdict_belongs(finding, leaks))
            continue;
        evidence_other(finding, leaks, evidence);
        verdict = OTHER_FINDING;
    }
    for (const char *const *leak = leaks; *leak != NULL; leak++) {
        enum verdict own = judge_leak(report, *leak, leaks, traffic, evidence);

        verdict = verdict == AS_EXPECTED ? own : verdict;
    }
    return verdict;
}

static enum verdict with_text(const struct report *report,
                              const char *const *leaks,
                              const struct traffic *traffic, char **text)
{
    size_t size = 0;
    FILE *evidence = open_memstream(text, &size);
    enum verdict verdict = DIED;
    int closed = EOF;

    assert_non_null(evidence);
    verdict = verdict_of(report, leaks, traffic, evidence);
    closed = fclose(evidence);
    assert_int_equal(closed, 0);
    return verdict;
}

static const char *name_of(enum verdict verdict)
{
    static const char *const names[] = {"as expected", "died",
                                        "another finding", "leak missing",
                                        "wrong amount"};

    return names[verdict];
}

void assert_taken_for_at(const struct report *report,
                         const struct traffic *traffic, const char *leak,
                         enum verdict expected, const char *file, int line)
{
    const char *const leaks[] = {leak, NULL};
    char *text = NULL;
    enum verdict verdict = with_text(report, leaks, traffic, &text);

    free(text); /* whatever it says: it is the verdict that counts */
    if (verdict != expected)
        fail_at(file, line,
                "if it were to be a server %s%s, the verdict would be \"%s\", "
                "and must be \"%s\"",
                leak != NULL ? "with " : "without leaks",
                leak != NULL ? leak : "", name_of(verdict), name_of(expected));
}

void assert_leaks_at(const struct report *report,
                     const struct traffic *traffic, const char *const *leaks,
                     const char *file, int line)
{
    char *text = NULL;
    enum verdict verdict = with_text(report, leaks, traffic, &text);

    if (verdict != AS_EXPECTED)
        (void)fputs(text, stdout); /* print_message() cuts at 1 KiB */
    free(text);
    if (verdict != AS_EXPECTED)
        fail_at(file, line, "memcheck's report is not what it should be");
}
