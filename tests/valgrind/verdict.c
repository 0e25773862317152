/* SPDX-License-Identifier: MIT */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

#include "belongs.h"
#include "evidence.h"
#include "probe/asserts.h"

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
    bool seen[LEAK_KINDS + 1] = {false};

    if (strcmp(row->kind, "nothing") == 0)
        return AS_EXPECTED;
    STAILQ_FOREACH (finding, &report->findings, entry) {
        if (belongs_as_descriptor(finding, row))
            left.descriptors++;
        if (!belongs_as_leak(finding, row, leaks))
            continue;
        seen[leak_kind_of(finding)] = true;
        left.bytes += finding->bytes;
        left.blocks += finding->blocks;
    }
    for (size_t i = 0; i < LEAK_KINDS; i++) {
        if (!seen[i] && strstr(row->kind, leak_kinds[i].word) != NULL) {
            evidence_missing(row, leak_kinds[i].word, report, evidence);
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
        if (belongs(finding, leaks))
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
