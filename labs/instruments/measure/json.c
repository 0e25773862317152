/* SPDX-License-Identifier: MIT */
/*
 * The verdicts as JSON.
 */
#include <jansson.h>

#include "report.h"

#include "probe/any_text.h"

static const char *const names[] = {
    [VERDICT_FLAT] = "flat",
    [VERDICT_GROWS] = "grows",
    [VERDICT_NONE] = "no verdict",
    [VERDICT_ABSENT] = "not there",
};

static json_t *text_or_null(const char *text)
{
    return any_text_or_null(*text != '\0' ? text : NULL);
}

static json_t *row(const struct report *report, const struct finding *finding)
{
    const struct each *each = &finding->each;

    return json_pack(
        "{s:s, s:s, s:s, s:b, s:b, s:i, s:i, s:o, s:o,"
        " s:{s:f, s:f, s:f, s:f, s:f, s:f}, s:{s:f, s:f}}",
        "name", finding->row->name, "what", finding->row->what, "verdict",
        names[finding->verdict], "exact", (int)finding->exact, "accepted",
        (int)report_accepts(report, finding), "every", (int)finding->every,
        "steps", (int)finding->steps, "why", text_or_null(finding->why),
        "lines", text_or_null(finding->lines), "each", "bytes", each->bytes,
        "blocks", each->blocks, "descriptors", each->descriptors, "threads",
        each->threads, "children", each->children, "mapped", each->mapped,
        "resident", "each", finding->resident.each, "within",
        finding->resident.within);
}

int report_json(const struct report *report, FILE *out)
{
    json_t *rows = json_array();
    json_t *root = NULL;
    int failed = 0;

    for (size_t i = 0; i < report->count; i++)
        failed |=
            json_array_append_new(rows, row(report, &report->finding[i]));
    root = json_pack("{s:i, s:b, s:o, s:i, s:o}", "version", 1, "counted",
                     (int)report->subject->counted, "reason",
                     text_or_null(report->subject->reason), "status",
                     report_status(report), "kinds", rows);
    failed |= root == NULL;
    if (failed == 0)
        failed =
            json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    json_decref(root);
    return failed != 0 || fputc('\n', out) == EOF ? -1 : 0;
}
