/* SPDX-License-Identifier: MIT */
/*
 * The truth table, tests/truth.csv: which leak keeps how much, and for each
 * of what. What the file looks like stands at its head.
 */
#ifndef TRUTH_H
#define TRUTH_H

#include <stddef.h>

/* What a leak may keep something for. */
enum per {
    PER_CONNECTION, /* that was accepted, whatever came of it */
    PER_REQUEST,    /* whose head came whole */
    PER_DOWNLOAD,   /* of a file that is there; its HEAD, too */
    PER_REFUSAL,    /* of a certificate, or of none, in the handshake */
    PER_RELOAD,     /* of good files */
    PER_COUNT
};

/* Its name, as in the table: "connection". */
const char *per_name(enum per per);

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
    enum per per;
    struct truth_range bytes, blocks, descriptors; /* kept for each */
    unsigned line;                                 /* in the file, from 1 */
};

#define TRUTH_ROWS_MAX 16

struct truth {
    struct truth_row rows[TRUTH_ROWS_MAX]; /* in the order of the file */
    size_t count;                          /* of them */
    char path[256];                        /* as it was given, for messages */
    char *text; /* of the file: the rows point into it */
};

#define TRUTH_ERROR_SIZE 512

/*
 * Reads and checks the file. Returns 0, and the caller owes a truth_free();
 * or -1 with one line in `error` that begins with the file and, where it has
 * one, the line: "tests/truth.csv:12: ...". Refused: a header that is not
 * the known columns in their order; a line with more or fewer fields; an
 * empty field; a kind or a `per` that does not exist; a number or range that
 * is none; a row without growth; a second row for the same leak.
 */
int truth_load(struct truth *truth, const char *path,
               char error[TRUTH_ERROR_SIZE]);
void truth_free(struct truth *truth); /* {0} is fine */

/* The row of a leak, or NULL. */
const struct truth_row *truth_leak(const struct truth *truth,
                                   const char *leak);

#endif
