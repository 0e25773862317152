/* SPDX-License-Identifier: MIT */
/* strsep() is of BSD. */
#define _DEFAULT_SOURCE
#include "input.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probe/failure.h"
#include "probe/files.h"

char *input_file(const char *path, const char *hint, size_t *size)
{
    char *text = NULL;

    errno = 0;
    text = read_file_if(path, size);
    if (text == NULL)
        fail_because("cannot read %s: %s; %s", path,
                     errno != 0 ? strerror(errno) : "it is no file", hint);
    return text;
}

/* ---- JSON -------------------------------------------------------------- */

json_t *input_json(const char *path, const char *hint)
{
    json_error_t error;
    size_t size = 0;
    char *text = input_file(path, hint, &size);
    json_t *root = json_loadb(text, size, JSON_ALLOW_NUL, &error);

    free(text);
    if (!json_is_object(root))
        fail_because("%s: line %d is not as it should be (%s); %s", path,
                     root == NULL ? error.line : 1,
                     root == NULL ? error.text : "no object", hint);
    return root;
}

const json_t *input_at(const json_t *root, const char *place)
{
    const json_t *at = root;

    for (const char *name = place; *name != '\0';) {
        char key[64];
        size_t length = strcspn(name, "/");

        (void)snprintf(key, sizeof key, "%.*s", (int)length, name);
        at = json_object_get(at, key);
        name += length + (name[length] == '/');
    }
    if (at == NULL)
        fail_because("the result has no %s: was it made by another version? "
                     "make it anew",
                     place);
    return at;
}

double input_real(const json_t *root, const char *place)
{
    const json_t *at = input_at(root, place);

    if (!json_is_number(at))
        fail_because("the result's %s is no number: make it anew", place);
    return json_number_value(at);
}

long long input_integer(const json_t *root, const char *place)
{
    const json_t *at = input_at(root, place);

    if (!json_is_integer(at))
        fail_because("the result's %s is no whole number: make it anew",
                     place);
    return (long long)json_integer_value(at);
}

const char *input_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

/* ---- Dots -------------------------------------------------------------- */

/* It grows to each power of two. */
static void add_dot(struct line *line, const struct dot *dot)
{
    if ((line->count & (line->count - 1)) == 0) {
        size_t room = line->count > 0 ? 2 * line->count : 1;
        struct dot *more = realloc(line->dot, room * sizeof *more);

        if (more == NULL)
            fail_because("out of memory");
        line->dot = more;
    }
    line->dot[line->count++] = *dot;
}

/* "X BYTES": two numbers, and no more. */
static bool read_dot(const char *row, struct dot *dot)
{
    char *gap = NULL, *end = NULL;

    dot->x = strtod(row, &gap);
    dot->y = strtod(gap, &end);
    return gap != row && end != gap && *end == '\0' && isfinite(dot->x) &&
           isfinite(dot->y);
}

void input_dots(const char *path, const char *hint, struct line *line)
{
    size_t size = 0;
    char *text = input_file(path, hint, &size);
    bool wanted = false;
    char *rest = text;

    line->dot = NULL;
    line->count = 0;
    for (char *row = strsep(&rest, "\n"); row != NULL;
         row = strsep(&rest, "\n")) {
        struct dot dot;

        if (row[0] == '#')
            wanted = strcmp(row + strspn(row, "# "), line->kind) == 0;
        if (row[0] == '#' || row[0] == '\0' || !wanted)
            continue;
        if (!read_dot(row, &dot))
            fail_because("%s: '%.40s' is no two numbers; %s", path, row, hint);
        add_dot(line, &dot);
    }
    free(text);
}
