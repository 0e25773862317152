/* SPDX-License-Identifier: MIT */
/*
 * The verdicts in the XML that CI servers read as JUnit's.
 */
#include <string.h>

#include "report.h"

/* XML 1.0 has no way to hold most control characters. */
static void quote(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        const char *entity = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '"' ? "&quot;"
                                            : NULL;

        if (entity != NULL)
            (void)fputs(entity, out);
        else
            (void)fputc(*text >= ' ' || *text == '\n' ? *text : '?', out);
    }
}

static const char *element(const struct report *report,
                           const struct finding *finding)
{
    switch (finding->verdict) {
    case VERDICT_GROWS:
        return report_accepts(report, finding) ? NULL : "failure";
    case VERDICT_NONE:
        return "error";
    case VERDICT_ABSENT:
        return "skipped";
    default:
        return NULL;
    }
}

static void testcase(const struct report *report,
                     const struct finding *finding, FILE *out)
{
    const char *name = element(report, finding);
    char text[REPORT_TEXT];

    (void)fputs("  <testcase classname=\"measure\" name=\"", out);
    quote(finding->row->name, out);
    (void)fputs(name != NULL ? "\">\n" : "\"/>\n", out);
    if (name == NULL)
        return;
    (void)fprintf(out, "    <%s message=\"", name);
    quote(report_words(finding, text), out);
    (void)fputs("\">", out);
    quote(finding->lines, out);
    (void)fprintf(out, "</%s>\n  </testcase>\n", name);
}

static size_t count(const struct report *report, const char *name)
{
    size_t found = 0;

    for (size_t i = 0; i < report->count; i++) {
        const char *is = element(report, &report->finding[i]);

        found += is != NULL && strcmp(is, name) == 0;
    }
    return found;
}

int report_junit(const struct report *report, const char *path)
{
    FILE *out = fopen(path, "we");
    int failed = 0;

    if (out == NULL)
        return -1;
    (void)fprintf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<testsuite name=\"measure\" tests=\"%zu\" failures=\"%zu\" "
                  "errors=\"%zu\" skipped=\"%zu\">\n",
                  report->count, count(report, "failure"),
                  count(report, "error"), count(report, "skipped"));
    for (size_t i = 0; i < report->count; i++)
        testcase(report, &report->finding[i], out);
    (void)fputs("</testsuite>\n", out);
    failed = ferror(out);
    failed |= fclose(out) == EOF; /* a full disk may show here only */
    return failed != 0 ? -1 : 0;
}
