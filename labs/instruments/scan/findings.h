/* SPDX-License-Identifier: MIT */
/*
 * What has been found, and what could not be: one list for the whole program.
 */
#ifndef SCAN_FINDINGS_H
#define SCAN_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "kinds.h"

#define LINES_MAX 64 /* of a list; more are only counted */
#define LINE_SIZE 240

/* Lines of text. */
struct lines {
    size_t count; /* of all: those beyond LINES_MAX are not kept */
    char line[LINES_MAX][LINE_SIZE];
};

/* Adds evidence; the same line twice is one. */
void found(enum kind_id kind, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What is so, and no fault. */
void fact(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What could not be told, and why. */
void not_judged(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Evidence of a kind: a count of 0 means that it was not found. */
const struct lines *findings_of(enum kind_id kind);
const struct lines *findings_facts(void);
const struct lines *findings_not_judged(void);

/* Those found, the worst first; returns how many. */
size_t findings_sorted(enum kind_id order[KIND_COUNT]);

/* 100 without a finding, 0 at the least; and the grade for it, 'A' to 'F'. */
int findings_score(void);
char findings_grade(void);

#endif
