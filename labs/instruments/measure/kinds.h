/* SPDX-License-Identifier: MIT */
/*
 * The kinds of clients, and what else may be done to the server: triggers of
 * the probe that any server knows, a reload, a command of the user's.
 */
#ifndef MEASURE_KINDS_H
#define MEASURE_KINDS_H

#include "subject.h"

#include "probe/triggers.h"

enum act { ACT_TRIGGER, ACT_RELOAD, ACT_DRIVE };

struct part {
    enum act act;
    const struct trigger *trigger; /* or NULL: not of ACT_TRIGGER */
    struct series series;
};

/* What it held above the first reading, after so many steps. */
#define TRACE_MAX 128
struct trace {
    size_t count;
    struct {
        unsigned steps;
        int64_t bytes;
    } point[TRACE_MAX]; /* of more than fit, the last is the last */
};

#define PARTS_MAX 16
#define ROWS_MAX 64

/* One line of the verdict: a kind, or some of them, each once in a step. */
struct row {
    char name[256];
    char what[256];
    struct part part[PARTS_MAX];
    size_t parts;
    bool wanted;   /* by its name */
    unsigned done; /* steps, so far */
    struct trace trace;
};

struct rows {
    struct row row[ROWS_MAX];
    size_t count;
};

/* Prints the names. */
void kinds_list(void);

/* Which rows there are to be. Returns 0, or -1 and has said what is wrong. */
int kinds_choose(struct rows *rows, const struct options *options);

/*
 * A series of such steps. Each of them gives up when the server does not do
 * its part: in an attempt (say.h).
 */
void row_begin(struct row *row, struct subject *subject);
void row_step(struct row *row, struct subject *subject);
void row_end(struct row *row);
void row_drop(struct row *row); /* what a failed one has left */

/* How many clients stay while it is not ended. */
unsigned row_clients(const struct row *row);

/* Whether a step may replace processes of the server: a reload. */
bool row_replaces(const struct row *row);

#endif
