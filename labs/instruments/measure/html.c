/* SPDX-License-Identifier: MIT */
/*
 * The verdicts as a page: by the parts of ../report.
 */
#include "report.h"

#include <string.h>

#include "report/machine.h"
#include "report/picture.h"

/* ---- The head ---------------------------------------------------------- */

static size_t count_of(const struct report *report, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < report->count; i++)
        count += report->finding[i].verdict == verdict;
    return count;
}

static const char *title_of(const struct report *report, char text[128])
{
    size_t grow = count_of(report, VERDICT_GROWS);
    size_t none = count_of(report, VERDICT_NONE);

    if (grow > 0)
        (void)snprintf(text, 128, "The server grows by %zu kind%s of client",
                       grow, grow == 1 ? "" : "s");
    else if (none > 0)
        (void)snprintf(text, 128, "No verdict on %zu kind%s of client", none,
                       none == 1 ? "" : "s");
    else
        (void)snprintf(text, 128, "The server is flat");
    return text;
}

static void put_words(struct page *page, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        page_put(page, i > 0 ? " " : "");
        page_shell_word(page, words[i]);
    }
}

static void put_lead(struct page *page, const struct report *report)
{
    const struct subject *subject = report->subject;

    page_put(page,
             "<p class=\"lead\">%zu flat, %zu grow, %zu without a "
             "verdict, %zu not there.</p>\n<p>",
             count_of(report, VERDICT_FLAT), count_of(report, VERDICT_GROWS),
             count_of(report, VERDICT_NONE), count_of(report, VERDICT_ABSENT));
    if (subject->options->command != NULL) {
        page_put(page, "The server is <code>");
        put_words(page, (const char *const *)subject->options->command);
        page_put(page, "</code>. ");
    } else {
        page_put(page, "The server is process %ld. ",
                 (long)subject->options->pid);
    }
    if (subject->counted) {
        page_put(page, "Live heap is counted, to the byte; each reading is "
                       "taken at rest.</p>\n");
    } else {
        page_put(page, "Its heap is not counted (");
        page_text(page, subject->reason);
        page_put(page, "): what is shown is resident memory.</p>\n");
    }
}

/* ---- The kinds --------------------------------------------------------- */

static const char *mark_of(const struct report *report,
                           const struct finding *finding)
{
    switch (finding->verdict) {
    case VERDICT_FLAT:
        return "good";
    case VERDICT_GROWS:
        return report_accepts(report, finding) ? "good" : "bad";
    case VERDICT_NONE:
        return "bad";
    default:
        return "dim";
    }
}

static void put_trace(struct page *page, const struct trace *trace)
{
    struct dot dot[TRACE_MAX];

    for (size_t i = 0; i < trace->count; i++)
        dot[i] = (struct dot){.x = trace->point[i].steps,
                              .y = (double)trace->point[i].bytes};
    page_put(page, "<td>");
    if (trace->count > 1)
        picture_spark(page, dot, trace->count);
    page_put(page, "</td>");
}

static void put_finding(struct page *page, const struct report *report,
                        const struct finding *finding)
{
    char text[REPORT_TEXT];

    page_put(page, "<tr>");
    page_element(page, "th", NULL, finding->row->name);
    page_element(page, "td", NULL, finding->row->what);
    page_put(page, "<td class=\"%s\">", mark_of(report, finding));
    page_text(page, report_words(finding, text));
    page_put(page, "%s</td>",
             report_accepts(report, finding) ? " (accepted)" : "");
    put_trace(page, &finding->row->trace);
    page_number(page, finding->steps);
    page_put(page, "</tr>\n");
    if (finding->lines[0] == '\0')
        return;
    page_put(page, "<tr><td></td><td colspan=\"4\"><pre>");
    page_text(page, finding->lines);
    page_put(page, "</pre></td></tr>\n");
}

static void put_findings(struct page *page, const struct report *report)
{
    page_put(page, "<div class=\"wide\"><table><thead><tr><th>kind</th>"
                   "<th>what the client does</th><th>verdict</th>"
                   "<th>what is held, by steps</th><th class=\"n\">steps</th>"
                   "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->count; i++)
        put_finding(page, report, &report->finding[i]);
    page_put(page, "</tbody></table></div>\n"
                   "<p class=\"note\">A curve shows the bytes above the first "
                   "reading; it has its own height, of 4 KiB at least.</p>\n");
}

/* ---- The page ---------------------------------------------------------- */

int report_html_try(const char *path, const char **fault)
{
    static struct page page;
    int rc = page_begin(&page, path, "");

    if (rc < 0)
        *fault = page_fault(&page);
    page_drop(&page);
    return rc;
}

int report_html(const struct report *report, const char *path,
                const char **fault)
{
    static struct page page;
    const struct options *options = report->subject->options;
    char title[128];

    if (page_begin(&page, path, title_of(report, title)) == 0) {
        put_lead(&page, report);
        put_findings(&page, report);
        machine_put(&page);
        page_put(&page, "<h2>To repeat it</h2>\n<pre>");
        put_words(&page, (const char *const *)options->words);
        page_put(&page, "</pre>\n");
        if (page_end(&page) == 0)
            return 0;
    }
    *fault = page_fault(&page);
    return -1;
}
