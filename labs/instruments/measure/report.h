/* SPDX-License-Identifier: MIT */
/*
 * The verdicts, in words, as JSON, as JUnit's XML and as a page.
 */
#ifndef MEASURE_REPORT_H
#define MEASURE_REPORT_H

#include <stdio.h>

#include "judge.h"

/* All that is to be told. */
struct report {
    const struct subject *subject;
    const struct finding *finding;
    size_t count;
};

/* "grows 578 B in 1 block for each step". Returns `text`. */
#define REPORT_TEXT 1024
const char *report_words(const struct finding *finding,
                         char text[REPORT_TEXT]);

/* Growth that --max-growth accepts. */
bool report_accepts(const struct report *report,
                    const struct finding *finding);

/* 0 flat, 1 one grows, 2 no verdict. */
int report_status(const struct report *report);

/* A line for each kind, as soon as it is known; and what concerns all. */
void report_finding(const struct report *report, const struct finding *finding,
                    FILE *out);
void report_end(const struct report *report, FILE *out);

/* Returns 0, or -1 when memory ran out or it cannot be written. */
int report_json(const struct report *report, FILE *out);
int report_junit(const struct report *report, const char *path);

/* Likewise, with a line that says why not; _try before a run takes long. */
int report_html(const struct report *report, const char *path,
                const char **fault);
int report_html_try(const char *path, const char **fault);

#endif
