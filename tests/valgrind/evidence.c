/* SPDX-License-Identifier: MIT */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "evidence.h"

#include <string.h>

#include "belongs.h"
#include "probe/metered.h"
#include "subject.h"

/* ---- The row and the command -------------------------------------------- */

static void print_range(const char *name, const struct truth_range *range,
                        FILE *out)
{
    (void)fprintf(out, " %s=%lu", name, range->low);
    if (range->high != range->low)
        (void)fprintf(out, "-%lu", range->high);
}

void evidence_row(const struct truth_row *row, FILE *out)
{
    (void)fprintf(out,
                  "   %s:%u: leak=%s cwe=%s file=%s function=%s kind=%s "
                  "lab=%s per=%s",
                  the_truth()->path, row->line, row->leak, row->cwe, row->file,
                  row->function, row->kind, row->lab, per_name(row->per));
    print_range("bytes", &row->bytes, out);
    print_range("blocks", &row->blocks, out);
    print_range("descriptors", &row->descriptors, out);
    (void)fputc('\n', out);
    subject_print_command(metered_leak_trigger(row->leak, row->per)->load,
                          out);
}

/* ---- What is wrong ------------------------------------------------------ */

void evidence_death(const struct report *report, FILE *out)
{
    struct finding death = {
        .kind = "crash", .what = "it was here when it died", .times = 1};

    (void)fprintf(out, "DIED: exit status %d%s%s%s%s: not taken for a leak\n",
                  report->exit, report->signal[0] != '\0' ? ", " : "",
                  report->signal,
                  report->said_stopped ? ""
                                       : ", its log does not end "
                                         "with \"stopped\"",
                  report->complete ? "" : ", memcheck's report is cut off");
    STAILQ_INIT(&death.stacks);
    if (report->death == NULL)
        return;
    STAILQ_INSERT_TAIL(&death.stacks, report->death, entry);
    finding_print(&death, out);
}

/* The row whose guilty function stands in the stack, to name the leak. */
static const struct truth_row *suspect(const struct finding *finding)
{
    const struct truth *truth = the_truth();

    if (belongs_to_stale_listener(finding))
        return truth_leak(truth, "listeners");
    for (size_t i = 0; i < truth->count; i++) {
        if (frame_is(finding_frame(finding, 0, 0), truth->rows[i].function))
            return &truth->rows[i];
    }
    return NULL;
}

void evidence_other(const struct finding *finding, const char *const *leaks,
                    FILE *out)
{
    const struct truth_row *row = suspect(finding);
    const char *const own[] = {row != NULL ? row->leak : NULL, NULL};

    (void)fputs("NOT EXPECTED of a server with", out);
    if (*leaks == NULL)
        (void)fputs("out leaks", out);
    for (; *leaks != NULL; leaks++)
        (void)fprintf(out, " `%s`", *leaks);
    (void)fputs(":\n", out);
    finding_print(finding, out);
    if (row != NULL) {
        (void)fprintf(out,
                      belongs(finding, own)
                          ? "   it is the leak `%s`:\n"
                          : "   it is not the leak `%s`, which has the same "
                            "function:\n",
                      row->leak);
        evidence_row(row, out);
    } else {
        (void)fputs("   no row of the table has that function\n", out);
        subject_print_command("--mix whoami,post,firmware,refused", out);
    }
}

void evidence_missing(const struct truth_row *row, const char *kind,
                      const struct report *report, FILE *out)
{
    const struct finding *finding = NULL;
    unsigned count = 0;

    (void)fprintf(out,
                  "MISSING: the leak `%s`: memcheck found nothing of kind "
                  "\"%s\" in %s (%s)\n",
                  row->leak, kind, row->function, row->file);
    evidence_row(row, out);
    STAILQ_FOREACH (finding, &report->findings, entry)
        count++;
    (void)fprintf(out, "   memcheck's findings in all: %u\n", count);
}

void evidence_amount(const struct truth_row *row, unsigned times,
                     const struct amount *left, const struct report *report,
                     FILE *out)
{
    const struct finding *finding = NULL;
    int shown = 0;

    (void)fprintf(out,
                  "WRONG AMOUNT of the leak `%s`: %lu bytes in %lu blocks, "
                  "%lu descriptors after %u times \"%s\"\n",
                  row->leak, left->bytes, left->blocks, left->descriptors,
                  times, per_name(row->per));
    evidence_row(row, out);
    STAILQ_FOREACH (finding, &report->findings, entry) {
        /* Of a server per request there are fifty. */
        if (frame_is(finding_frame(finding, 0, 0), row->function) &&
            shown++ < 3)
            finding_print(finding, out);
    }
}
