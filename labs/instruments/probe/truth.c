/* SPDX-License-Identifier: MIT */
/*
 * The truth table. A plain CSV: no quotes, no comma within a field. The
 * whole file is held in memory and cut up in place.
 */
#include "truth.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What is known ---------------------------------------------------- */

static const char *const kinds[] = {"definitely+indirectly", "definitely",
                                    "possibly", "still reachable", "nothing"};

#define TEXTS 7 /* the first so many columns; the others are ranges */
static const char *const columns[] = {
    "leak", "cwe", "file",  "function", "kind",
    "lab",  "per", "bytes", "blocks",   "descriptors"};
static const char *const pers[PER_COUNT] = {
    [PER_CONNECTION] = "connection", [PER_REQUEST] = "request",
    [PER_DOWNLOAD] = "download",     [PER_REFUSAL] = "refusal",
    [PER_RELOAD] = "reload",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return (int)i;
    }
    return -1;
}

const char *per_name(enum per per)
{
    return pers[per];
}

/* ---- Reading ---------------------------------------------------------- */

struct reading {
    struct truth *truth;
    unsigned line;
    char *error;
};

__attribute__((format(printf, 2, 3))) static void
complain(const struct reading *reading, const char *format, ...)
{
    va_list arguments;
    int at = snprintf(reading->error, TRUTH_ERROR_SIZE,
                      "%.200s:%u: ", reading->truth->path, reading->line);

    va_start(arguments, format);
    (void)vsnprintf(reading->error + at, TRUTH_ERROR_SIZE - (size_t)at, format,
                    arguments);
    va_end(arguments);
}

/* An expression, so that a reader and an analyser see that it is -1. */
#define refuse(...) (complain(__VA_ARGS__), -1)

/* Cuts the line at its commas. */
static int split(const struct reading *reading, char *line,
                 char *fields[COUNT(columns)])
{
    size_t count = 0;

    while (line != NULL) {
        char *comma = strchr(line, ',');

        if (comma != NULL)
            *comma++ = '\0';
        if (count < COUNT(columns))
            fields[count] = line;
        count++;
        line = comma;
    }
    if (count != COUNT(columns))
        return refuse(reading, "%zu fields, not %zu", count, COUNT(columns));
    return 0;
}

static int read_header(const struct reading *reading, char *line)
{
    char *fields[COUNT(columns)] = {NULL};

    if (split(reading, line, fields) < 0)
        return -1;
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (strcmp(fields[i], columns[i]) != 0)
            return refuse(reading, "column %zu must be '%s', not '%.80s'",
                          i + 1, columns[i], fields[i]);
    }
    return 0;
}

/* "440", or "30000-50000". */
static int read_range(const struct reading *reading, size_t column,
                      const char *text, struct truth_range *range)
{
    static const char digits[] = "0123456789";
    size_t first = strspn(text, digits);
    const char *second = text[first] == '-' ? text + first + 1 : text;

    if (first == 0 || strlen(text) > 20 || second[0] == '\0' ||
        second[strspn(second, digits)] != '\0')
        return refuse(reading, "%s: '%.80s' is no number and no range",
                      columns[column], text);
    range->low = strtoul(text, NULL, 10);
    range->high = strtoul(second, NULL, 10);
    if (range->low > range->high)
        return refuse(reading, "%s: the range '%s' is upside down",
                      columns[column], text);
    return 0;
}

/* ---- One row ---------------------------------------------------------- */

static int read_fields(const struct reading *reading, char *line,
                       struct truth_row *row)
{
    struct truth_range *ranges[] = {&row->bytes, &row->blocks,
                                    &row->descriptors};
    char *fields[COUNT(columns)] = {NULL};
    int per = -1;

    if (split(reading, line, fields) < 0)
        return -1;
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (fields[i][0] == '\0')
            return refuse(reading, "%s is empty", columns[i]);
        if (i >= TEXTS &&
            read_range(reading, i, fields[i], ranges[i - TEXTS]) < 0)
            return -1;
    }
    row->leak = fields[0], row->cwe = fields[1], row->file = fields[2];
    row->function = fields[3], row->kind = fields[4], row->lab = fields[5];
    per = find(pers, COUNT(pers), fields[6]);
    if (per < 0)
        return refuse(reading, "nothing is kept per '%.80s'", fields[6]);
    row->per = (enum per)per;
    return 0;
}

static int check_row(const struct reading *reading,
                     const struct truth_row *row)
{
    const struct truth_row *twin = truth_leak(reading->truth, row->leak);

    if (find(kinds, COUNT(kinds), row->kind) < 0)
        return refuse(reading, "memcheck has no kind '%.80s'", row->kind);
    if (row->bytes.low + row->blocks.low + row->descriptors.low == 0)
        return refuse(reading, "a row without growth: leave it out");
    if (twin != NULL)
        return refuse(reading, "%.80s is in line %u already", row->leak,
                      twin->line);
    if (reading->truth->count == TRUTH_ROWS_MAX)
        return refuse(reading, "more than %d leaks", TRUTH_ROWS_MAX);
    return 0;
}

static int add_row(struct reading *reading, char *line)
{
    struct truth *truth = reading->truth;
    struct truth_row row = {.line = reading->line};

    if (read_fields(reading, line, &row) < 0 || check_row(reading, &row) < 0)
        return -1;
    truth->rows[truth->count++] = row;
    return 0;
}

/* ---- The file --------------------------------------------------------- */

static int read_lines(struct reading *reading)
{
    char *line = reading->truth->text;
    bool header = false;

    while (*line != '\0') {
        char *end = line + strcspn(line, "\n");
        char *next = *end != '\0' ? end + 1 : end;

        *end = '\0';
        reading->line++;
        if (line[0] != '#' && line[0] != '\0') {
            if ((header ? add_row(reading, line)
                        : read_header(reading, line)) < 0)
                return -1;
            header = true;
        }
        line = next;
    }
    if (reading->truth->count == 0)
        return refuse(reading, "no row");
    return 0;
}

/* The whole file with a NUL behind it; NULL with errno. */
static char *slurp(const char *path)
{
    FILE *in = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;

    if (in == NULL)
        return NULL;
    errno = EINVAL; /* an empty file; getdelim sets it when it fails */
    /* No text has a NUL in it: this is all of it. */
    if (getdelim(&text, &size, '\0', in) < 0) {
        free(text);
        text = NULL;
    }
    (void)fclose(in); /* only read from */
    return text;
}

int truth_load(struct truth *truth, const char *path,
               char error[TRUTH_ERROR_SIZE])
{
    struct reading reading = {.truth = truth, .error = error};

    *truth = (struct truth){0};
    (void)snprintf(truth->path, sizeof truth->path, "%s", path);
    truth->text = slurp(path);
    if (truth->text == NULL) {
        (void)snprintf(error, TRUTH_ERROR_SIZE, "%.200s: cannot read: %s",
                       path, strerror(errno));
        return -1;
    }
    if (read_lines(&reading) < 0) {
        truth_free(truth);
        return -1;
    }
    return 0;
}

void truth_free(struct truth *truth)
{
    free(truth->text);
    *truth = (struct truth){0};
}

/* ---- Looking up -------------------------------------------------------- */

const struct truth_row *truth_leak(const struct truth *truth, const char *leak)
{
    for (size_t i = 0; i < truth->count; i++) {
        if (strcmp(truth->rows[i].leak, leak) == 0)
            return &truth->rows[i];
    }
    return NULL;
}
