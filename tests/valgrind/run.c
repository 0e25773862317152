/* SPDX-License-Identifier: MIT */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "evidence.h"

static struct run run;
static enum { NOT_YET, BEGUN, MADE } state;

/* For the matrix, which reads the same run: MTLS_MEMCHECK, a file. */
static void keep_report(const struct subject *subject)
{
    const char *path = getenv("MTLS_MEMCHECK");
    size_t size = 0;
    char *xml = path != NULL ? read_file(subject->xml, &size) : NULL;

    if (xml != NULL)
        write_file(path, xml, size);
    free(xml);
}

static void free_run(void)
{
    report_free(&run.report);
}

const struct run *the_run(void)
{
    struct subject subject;

    if (state == MADE)
        return &run;
    if (state == BEGUN)
        fail_because("there is no report: see the test that failed first");
    state = BEGUN;
    run.traffic = (struct traffic){.count = 0};
    subject_start(&subject, MEMCHECK, NULL);
    traffic_everything(&subject, &run.traffic);
    subject_stop(&subject, &run.report);
    keep_report(&subject);
    state = MADE;
    (void)atexit(free_run); /* if not, it is the kernel's */
    return &run;
}

unsigned run_count(const struct run *one, const char *kind,
                   unsigned long *times)
{
    const struct finding *finding = NULL;
    unsigned count = 0;

    *times = 0;
    STAILQ_FOREACH (finding, &one->report.findings, entry) {
        if (strcmp(finding->kind, kind) != 0)
            continue;
        count++;
        *times += finding->times;
    }
    return count;
}

/* ---- Growth ------------------------------------------------------------- */

#define TIMES 5U

/* Whether the growth is that of the row, to the byte. */
static bool is_growth_of(const struct report *report,
                         const struct truth_row *row)
{
    const char *file = row != NULL ? strrchr(row->file, '/') + 1 : NULL;
    const struct finding *finding = NULL;
    unsigned long bytes = 0, blocks = 0;
    bool guilty = false;

    STAILQ_FOREACH (finding, &report->findings, entry) {
        const struct frame *frame = finding_frame(finding, 0, 0);

        if (row == NULL || frame == NULL || strcmp(frame->file, file) != 0)
            return false;
        guilty |= frame_is(frame, row->function);
        bytes += finding->bytes;
        blocks += finding->blocks;
    }
    return row == NULL || (guilty && bytes == TIMES * row->bytes.low &&
                           blocks == TIMES * row->blocks.low);
}

static void assert_grew(const struct subject *subject,
                        const struct truth_row *row)
{
    const struct finding *finding = NULL;
    struct report report;
    bool good = false;

    subject_rest(subject);
    running_growth(subject, &report);
    good = is_growth_of(&report, row);
    if (!good) {
        (void)printf("GROWN after %u triggers, while the server runs:%s\n",
                     TIMES, STAILQ_EMPTY(&report.findings) ? " nothing" : "");
        STAILQ_FOREACH (finding, &report.findings, entry) {
            finding_print(finding, stdout);
        }
        if (row != NULL)
            evidence_row(row, stdout);
        (void)puts("     before and after: vgdb leak_check full reachable "
                   "increased");
    }
    report_free(&report);
    if (!good)
        fail_because(row != NULL ? "not what the table says"
                                 : "nothing should have grown");
}

void assert_growth(void (*drive)(const struct subject *subject, unsigned times,
                                 struct traffic *traffic),
                   const char *leak)
{
    /* One thread: what GnuTLS keeps for each is there after the first. */
    static const char *const one[] = {"--threads", "1", NULL};
    const struct truth_row *row =
        leak != NULL ? truth_leak(the_truth(), leak) : NULL;
    struct traffic traffic = {.count = 0};
    struct subject subject;
    struct report report;

    skip_without_ptrace();
    subject_start(&subject, MEMCHECK, one);
    drive(&subject, TIMES, &traffic);
    subject_rest(&subject);
    running_growth(&subject, &report); /* from here on */
    report_free(&report);
    for (int round = 0; round < 2; round++) {
        drive(&subject, TIMES, &traffic);
        assert_grew(&subject, row);
    }
    subject_stop(&subject, &report);
    report_free(&report);
}

/* ---- massif ------------------------------------------------------------- */

void assert_heap(bool leaks)
{
    static const char *const one[] = {"--threads", "1", NULL};
    const struct truth_row *row = truth_leak(the_truth(), "streams");
    unsigned long each = leaks ? row->bytes.low : 0;
    struct traffic traffic = {.count = 0};
    struct heap heap[3], peak;
    struct subject subject;

    skip_without_ptrace();
    subject_start(&subject, MASSIF, one);
    for (int i = 0; i < 3; i++) {
        /* Twice as many in the second half. */
        traffic_downloads(&subject, i < 2 ? TIMES : TIMES * 2, &traffic);
        subject_rest(&subject);
        heap[i] = running_heap(&subject, row->function);
    }
    if (heap[1].bytes - heap[0].bytes != each * TIMES ||
        heap[2].bytes - heap[1].bytes != each * TIMES * 2) {
        evidence_row(row, stdout);
        fail_because("massif's heap: %lu, after %u downloads %lu, after %u "
                     "more %lu bytes; the table says %lu for each",
                     heap[0].bytes, TIMES, heap[1].bytes, TIMES * 2,
                     heap[2].bytes, each);
    }
    /*
     * The snapshots that it writes at its end tell the same, by name. Those
     * with a tree are some of them only, and not the last.
     */
    assert_int_equal(service_stop(subject.server), 0);
    peak = massif_peak(subject.massif, row->function);
    assert_true(peak.bytes >= heap[2].bytes);
    if (leaks)
        assert_true(peak.of_function > heap[1].of_function);
}
