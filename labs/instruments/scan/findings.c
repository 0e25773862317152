/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct lines evidence[KIND_COUNT], facts, unjudged;

/* What comes of a server may hold anything: only what prints is kept. */
static void add(struct lines *lines, const char *format, va_list arguments)
{
    char text[LINE_SIZE];

    (void)vsnprintf(text, sizeof text, format, arguments);
    for (char *c = text; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~')
            *c = '?';
    }
    for (size_t i = 0; i < lines->count && i < LINES_MAX; i++) {
        if (strcmp(lines->line[i], text) == 0)
            return;
    }
    if (lines->count < LINES_MAX)
        memcpy(lines->line[lines->count], text, sizeof text);
    lines->count++;
}

void found(enum kind_id kind, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(&evidence[kind], format, arguments);
    va_end(arguments);
}

void fact(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(&facts, format, arguments);
    va_end(arguments);
}

void not_judged(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(&unjudged, format, arguments);
    va_end(arguments);
}

const struct lines *findings_of(enum kind_id kind)
{
    return &evidence[kind];
}

const struct lines *findings_facts(void)
{
    return &facts;
}

const struct lines *findings_not_judged(void)
{
    return &unjudged;
}

size_t findings_sorted(enum kind_id order[KIND_COUNT])
{
    size_t count = 0;

    for (int severity = CRITICAL; severity >= INFO; severity--) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            if (evidence[kind].count > 0 &&
                (int)kinds[kind].severity == severity)
                order[count++] = (enum kind_id)kind;
        }
    }
    return count;
}

int findings_score(void)
{
    int score = 100;

    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if (evidence[kind].count > 0)
            score -= severity_points(kinds[kind].severity);
    }
    return score > 0 ? score : 0;
}

char findings_grade(void)
{
    int score = findings_score();
    char grade = 'F';

    if (score >= 90)
        grade = 'A';
    else if (score >= 80)
        grade = 'B';
    else if (score >= 70)
        grade = 'C';
    else if (score >= 60)
        grade = 'D';
    return grade;
}
