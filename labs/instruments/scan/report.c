/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "findings.h"

static void print_lines(FILE *out, const char *indent,
                        const struct lines *lines)
{
    size_t kept = lines->count < LINES_MAX ? lines->count : LINES_MAX;

    for (size_t i = 0; i < kept; i++)
        (void)fprintf(out, "%s%s\n", indent, lines->line[i]);
    if (lines->count > kept)
        (void)fprintf(out, "%s(and %zu more)\n", indent, lines->count - kept);
}

static void print_finding(FILE *out, enum kind_id id)
{
    const struct kind *kind = &kinds[id];

    (void)fprintf(out, "\n%-8s  %s\n", severity_name(kind->severity),
                  kind->title);
    (void)fprintf(out, "          %s, CWE-%u%s%s\n", kind->id, kind->cwe,
                  kind->lab != NULL ? ", labs/" : "",
                  kind->lab != NULL ? kind->lab : "");
    print_lines(out, "            ", findings_of(id));
    (void)fprintf(out, "          remedy: %s\n", kind->remedy);
}

static void print_section(FILE *out, const char *title,
                          const struct lines *lines)
{
    if (lines->count == 0)
        return;
    (void)fprintf(out, "\n%s\n", title);
    print_lines(out, "    ", lines);
}

static int report_table(const struct scan *scan, FILE *out)
{
    enum kind_id order[KIND_COUNT];
    size_t count = findings_sorted(order);

    (void)fprintf(out, "%s: grade %c, %d of 100 points, %zu findings\n",
                  scan->options->url, findings_grade(), findings_score(),
                  count);
    for (size_t i = 0; i < count; i++)
        print_finding(out, order[i]);
    print_section(out, "not judged: costs no points, the grade is of all else",
                  findings_not_judged());
    print_section(out, "no fault", findings_facts());
    return 0;
}

int report(const struct scan *scan, FILE *out)
{
    switch (scan->options->format) {
    case FORMAT_JSON:
        return report_json(scan, out);
    case FORMAT_SARIF:
        return report_sarif(scan, out);
    default:
        return report_table(scan, out);
    }
}
