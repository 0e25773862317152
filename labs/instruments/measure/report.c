/* SPDX-License-Identifier: MIT */
/*
 * The verdicts in words.
 */
#include "report.h"

#include <stdarg.h>
#include <string.h>

/* ---- One --------------------------------------------------------------- */

/* Appends, and cuts what is too long. */
static void add(char text[REPORT_TEXT], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char text[REPORT_TEXT], const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text + used, REPORT_TEXT - used, format, arguments);
    va_end(arguments);
}

/* "1 block", "2 blocks", "0.5 processes"; nothing of 0. */
static void add_count(char text[REPORT_TEXT], const char *before, int digits,
                      double count, const char *what)
{
    const char *more = what[strlen(what) - 1] == 's' ? "es" : "s";

    if (count != 0)
        add(text, "%s%.*g %s%s", before, digits, count, what,
            count == 1 ? "" : more);
}

static void add_growth(char text[REPORT_TEXT], const struct finding *finding)
{
    const struct each *each = &finding->each;
    unsigned every = finding->every > 1 ? finding->every : 1;
    int digits = finding->exact ? 10 : 3;

    add(text, "grows%s", finding->exact ? "" : " about");
    if (finding->resident.rises)
        add(text, " %.0f B of resident memory, give or take %.0f,",
            finding->resident.each, finding->resident.within);
    else if (each->bytes != 0 || each->blocks != 0)
        add(text, " %.*g B", digits, each->bytes * every);
    add_count(text, " in ", digits, each->blocks * every, "block");
    add_count(text, " ", digits, each->descriptors * every, "descriptor");
    add_count(text, " ", digits, each->threads * every, "thread");
    add_count(text, " ", digits, each->children * every, "process");
    if (each->mapped != 0)
        add(text, " %.10g B mapped besides the heap", each->mapped);
    add(text, " for each");
    if (every > 1)
        add(text, " %u", every);
}

const char *report_words(const struct finding *finding, char text[REPORT_TEXT])
{
    text[0] = '\0';
    switch (finding->verdict) {
    case VERDICT_FLAT:
        add(text, "flat");
        break;
    case VERDICT_GROWS:
        add_growth(text, finding);
        break;
    case VERDICT_NONE:
        add(text, "no verdict: %s", finding->why);
        break;
    case VERDICT_ABSENT:
        add(text, "not there: %s", finding->why);
        break;
    }
    return text;
}

bool report_accepts(const struct report *report, const struct finding *finding)
{
    const struct each *each = &finding->each;
    double bytes = finding->resident.rises
                       ? finding->resident.each + finding->resident.within
                       : each->bytes + each->mapped;

    return finding->verdict == VERDICT_GROWS && each->descriptors <= 0 &&
           each->threads <= 0 && each->children <= 0 &&
           bytes <= report->subject->options->max_growth;
}

void report_finding(const struct report *report, const struct finding *finding,
                    FILE *out)
{
    char text[REPORT_TEXT];
    const char *line = finding->lines;

    (void)fprintf(out, "%-22s %s", finding->row->name,
                  report_words(finding, text));
    if (report_accepts(report, finding))
        (void)fputs(" (accepted)", out);
    if (finding->steps > 0)
        (void)fprintf(out, "  [%u steps", finding->steps);
    if (finding->resident.windows > 0)
        (void)fprintf(out, "; resident %+.0f +- %.0f B",
                      finding->resident.each, finding->resident.within);
    (void)fputs(finding->steps > 0 ? "]\n" : "\n", out);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");

        (void)fprintf(out, "    %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
    (void)fflush(out); /* looked at in the end */
}

/* ---- All --------------------------------------------------------------- */

static size_t count_of(const struct report *report, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < report->count; i++)
        count += report->finding[i].verdict == verdict;
    return count;
}

int report_status(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->finding[i].verdict == VERDICT_GROWS &&
            !report_accepts(report, &report->finding[i]))
            return 1;
    }
    return count_of(report, VERDICT_NONE) > 0 ||
                   count_of(report, VERDICT_ABSENT) == report->count
               ? 2
               : 0;
}

void report_end(const struct report *report, FILE *out)
{
    const struct subject *subject = report->subject;

    if (subject->options->pid != 0)
        (void)fputs("seen from outside: resident memory, descriptors, "
                    "threads, mappings. What is less than a page for a "
                    "number of steps does not show; the heap meter, in a "
                    "server that is started here, sees each byte.\n",
                    out);
    else if (!subject->counted)
        (void)fprintf(out,
                      "the heap is not counted (%s): resident memory, "
                      "descriptors, threads, mappings only\n",
                      subject->reason);
    (void)fprintf(
        out, "%zu flat, %zu grow, %zu no verdict, %zu not there\n",
        count_of(report, VERDICT_FLAT), count_of(report, VERDICT_GROWS),
        count_of(report, VERDICT_NONE), count_of(report, VERDICT_ABSENT));
}
