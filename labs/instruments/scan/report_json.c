/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>

#include "findings.h"
#include "report.h"

/* ---- Both -------------------------------------------------------------- */

static json_t *array_of(const struct lines *lines)
{
    json_t *array = json_array();

    for (size_t i = 0; i < lines->count && i < LINES_MAX; i++)
        (void)json_array_append_new(array, json_string(lines->line[i]));
    return array;
}

/* Frees it. */
static int print(json_t *root, FILE *out)
{
    int failed = root == NULL || json_dumpf(root, out, JSON_INDENT(2)) < 0 ||
                 fputc('\n', out) == EOF;

    json_decref(root);
    return failed ? -1 : 0;
}

static json_t *each(json_t *(*make)(enum kind_id id))
{
    enum kind_id order[KIND_COUNT];
    size_t count = findings_sorted(order);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(array, make(order[i]));
    return array;
}

/* ---- JSON -------------------------------------------------------------- */

static json_t *finding(enum kind_id id)
{
    const struct kind *kind = &kinds[id];

    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:s?, s:o}", "id", kind->id,
                     "severity", severity_name(kind->severity), "title",
                     kind->title, "remedy", kind->remedy, "cwe",
                     (int)kind->cwe, "lab", kind->lab, "evidence",
                     array_of(findings_of(id)));
}

int report_json(const struct scan *scan, FILE *out)
{
    char grade[] = {findings_grade(), '\0'};

    return print(json_pack("{s:i, s:s, s:i, s:s, s:i, s:o, s:o, s:o}",
                           "version", 1, "url", scan->options->url, "score",
                           findings_score(), "grade", grade, "threshold",
                           (int)scan->options->threshold, "findings",
                           each(finding), "not_judged",
                           array_of(findings_not_judged()), "facts",
                           array_of(findings_facts())),
                 out);
}

/* ---- SARIF ------------------------------------------------------------- */

static const char *level_of(enum severity severity)
{
    return severity >= HIGH     ? "error"
           : severity == MEDIUM ? "warning"
                                : "note";
}

/* GitHub reads it: 9 and above is critical, 7 high, 4 medium. */
static const char *score_of(enum severity severity)
{
    static const char *const scores[SEVERITY_COUNT] = {"0.0", "3.0", "5.0",
                                                       "8.0", "9.5"};

    return scores[severity];
}

static json_t *rule(enum kind_id id)
{
    const struct kind *kind = &kinds[id];
    char cwe[32];

    (void)snprintf(cwe, sizeof cwe, "external/cwe/cwe-%03u", kind->cwe);
    return json_pack(
        "{s:s, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:[s, s], s:s, s:s?}}", "id",
        kind->id, "shortDescription", "text", kind->title, "help", "text",
        kind->remedy, "defaultConfiguration", "level",
        level_of(kind->severity), "properties", "tags", "security", cwe,
        "security-severity", score_of(kind->severity), "lab", kind->lab);
}

static const char *scanned; /* the URL */

/* Evidence is one text: one result for each kind. */
static json_t *result(enum kind_id id)
{
    const struct kind *kind = &kinds[id];
    const struct lines *lines = findings_of(id);
    char text[4096];
    size_t length = (size_t)snprintf(text, sizeof text, "%s. %s.", kind->title,
                                     kind->remedy);

    for (size_t i = 0; i < lines->count && i < LINES_MAX &&
                       length + LINE_SIZE + 2 < sizeof text;
         i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "\n%s",
                                   lines->line[i]);
    return json_pack("{s:s, s:s, s:{s:s}, s:[{s:{s:{s:s}}}]}", "ruleId",
                     kind->id, "level", level_of(kind->severity), "message",
                     "text", text, "locations", "physicalLocation",
                     "artifactLocation", "uri", scanned);
}

int report_sarif(const struct scan *scan, FILE *out)
{
    scanned = scan->options->url;
    return print(
        json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:o, s:{s:i, s:s}}]}",
                  "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                  "version", "2.1.0", "runs", "tool", "driver", "name", "scan",
                  "version", "1.0.0", "rules", each(rule), "results",
                  each(result), "properties", "score", findings_score(),
                  "grade", (char[]){findings_grade(), '\0'}),
        out);
}
