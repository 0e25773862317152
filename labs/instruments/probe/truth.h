/* SPDX-License-Identifier: MIT */
/*
 * The truth table, tests/truth.csv: which leak keeps how much for which
 * trigger. What the file looks like stands at its head.
 */
#ifndef TRUTH_H
#define TRUTH_H

#include <stdbool.h>
#include <stddef.h>

/* A number, or a constant that lies somewhere between two, both included. */
struct truth_range {
    unsigned long low, high;
};

/* One line. The texts belong to the table and live as long as it does. */
struct truth_row {
    const char *leak;     /* "streams" */
    const char *cwe;      /* "401 772" */
    const char *file;     /* "leaky/streams.c" */
    const char *function; /* who allocates: in memcheck's stack */
    const char *kind;     /* at exit: "nothing", "definitely", ... */
    const char *lab;      /* "07-streams" */
    const char *per;      /* what the triggers have in common: "download" */
    const char *trigger;  /* "gone-download" */
    struct truth_range bytes, blocks, descriptors; /* kept per trigger */
    unsigned line;                                 /* in the file, from 1 */
};

struct truth {
    struct truth_row *rows; /* in the order of the file; `count` of them */
    size_t count;
    char path[256]; /* as it was given, for messages */
    char *text;     /* of the file: the rows point into it */
};

#define TRUTH_ERROR_SIZE 512

/*
 * Reads and checks the file. Returns 0, and the caller owes a truth_free();
 * or -1 with one line in `error` that begins with the file and, where it has
 * one, the line: "tests/truth.csv:12: ...". Refused: a header that is not
 * the known columns in their order; a line with more or fewer fields; an empty field; a leak or a kind that does not exist; a number or
 * range that is none; a row without growth; a second row for the same leak
 * and trigger; a leak that two rows describe differently.
 */
int truth_load(struct truth *truth, const char *path,
               char error[TRUTH_ERROR_SIZE]);
void truth_free(struct truth *truth); /* {0} is fine */

/* The row, or NULL: then the growth is exactly zero. */
const struct truth_row *truth_find(const struct truth *truth, const char *leak,
                                   const char *trigger);

/* The first row of a leak, for what all of its rows say; or NULL. */
const struct truth_row *truth_leak(const struct truth *truth,
                                   const char *leak);

/* Whether it is one of the six modules of the catalogue. */
bool truth_is_leak(const char *name);

#endif
