/* SPDX-License-Identifier: MIT */
/*
 * A checker of the Prometheus text format, by its specification
 * (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"

/* Of a name ([a-zA-Z_:][a-zA-Z0-9_:]*) its length; 0: it is none. */
static size_t name_length(const char *text)
{
    size_t length = 0;

    while (isalpha((unsigned char)text[length]) || text[length] == '_' ||
           text[length] == ':' ||
           (length > 0 && isdigit((unsigned char)text[length])))
        length++;
    return length;
}

/* Moves past `{name="value",...}`; NULL if it is malformed. */
static const char *skip_labels(const char *at)
{
    do {
        size_t length = name_length(++at);

        at += length;
        if (length == 0 || at[0] != '=' || at[1] != '"')
            return NULL;
        for (at += 2; *at != '"'; at++) {
            if (*at == '\\' && strchr("\\\"n", at[1]) != NULL)
                at++;
            if (*at == '\0' || *at == '\\')
                return NULL;
        }
        at++;
    } while (*at == ',');
    return *at == '}' ? at + 1 : NULL;
}

static bool is_value(const char *text)
{
    char *end = NULL;

    (void)strtod(text, &end); /* it takes NaN, +Inf and -Inf too */
    return end != text && *end == '\0' && !isspace((unsigned char)*text);
}

/* ---- State between lines --------------------------------------------- */

struct check {
    char type[128]; /* the metric of the last TYPE line */
    char **seen;    /* the lines so far, in order */
    size_t count;
};

static bool seen_before(const struct check *check, const char *start,
                        size_t length)
{
    for (size_t i = 0; i < check->count; i++) {
        if (strncmp(check->seen[i], start, length) == 0 &&
            check->seen[i][length] == ' ')
            return true;
    }
    return false;
}

static const char *check_type(struct check *check, const char *line)
{
    static const char *const kinds[] = {"counter", "gauge", "histogram",
                                        "summary", "untyped"};
    const char *name = line + strlen("# TYPE ");
    size_t length = name_length(name);

    if (length == 0 || length >= sizeof check->type || name[length] != ' ')
        return "no name in a TYPE line";
    if (seen_before(check, line, strlen("# TYPE ") + length))
        return "two TYPE lines for one metric";
    (void)snprintf(check->type, sizeof check->type, "%.*s", (int)length, name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(name + length + 1, kinds[i]) == 0)
            return NULL;
    }
    return "a TYPE that is none";
}

static const char *check_sample(const struct check *check, const char *line)
{
    size_t length = name_length(line);
    const char *at = line + length;

    if (length == 0)
        return "a sample without a name";
    if (*at == '{')
        at = skip_labels(at);
    if (at == NULL || *at != ' ')
        return "malformed labels";
    if (!is_value(at + 1))
        return "a value that is no number";
    if (strlen(check->type) != length ||
        strncmp(check->type, line, length) != 0)
        return "a sample that does not follow its TYPE";
    if (seen_before(check, line, (size_t)(at - line)))
        return "a sample that comes twice";
    return NULL;
}

static const char *check_line(struct check *check, const char *line)
{
    if (strncmp(line, "# TYPE ", 7) == 0)
        return check_type(check, line);
    if (strncmp(line, "# HELP ", 7) == 0)
        return name_length(line + 7) > 0 ? NULL : "no name in a HELP line";
    if (*line == '#' || *line == '\0')
        return NULL;
    return check_sample(check, line);
}

/* ---- The page -------------------------------------------------------- */

static const char *check_lines(struct check *check, char *text,
                               const char **line)
{
    const char *wrong = NULL;
    char *end = NULL;

    *line = text;
    while (wrong == NULL && *text != '\0') {
        *line = text;
        end = strchr(text, '\n');
        if (end == NULL)
            return "no newline at the end";
        *end = '\0';
        wrong = check_line(check, text);
        check->seen[check->count++] = text;
        text = end + 1;
    }
    return wrong;
}

bool samples_check(const char *page, char *fault, size_t size)
{
    struct check check = {.type = ""};
    char *text = strdup(page);
    const char *line = "";
    const char *wrong = "out of memory";

    check.seen = calloc(strlen(page) + 1, sizeof *check.seen);
    if (text != NULL && check.seen != NULL)
        wrong = check_lines(&check, text, &line);
    if (wrong != NULL)
        (void)snprintf(fault, size, "%s: %s", wrong, line);
    free(text);
    free(check.seen);
    return wrong == NULL;
}
