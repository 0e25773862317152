/* SPDX-License-Identifier: MIT */
/*
 * What the truth table expects of the leaks in a server, and whether what
 * was measured is that.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "probe/metered.h"
#include "probe/truth.h"

#define JUDGE_STACKS 3 /* each takes some seconds */

struct judge {
    struct truth truth;
    const struct truth_row *leaks[TRUTH_ROWS_MAX]; /* in the server */
    size_t leak_count;
    const char *server;      /* its program, and the folder of heapmeter */
    const char *instruments; /* and mtls-load: for messages */
    /*
     * Constants that the table leaves open within a range: once one has been
     * measured, every other trigger of that leak has to show the same.
     */
    const struct trigger *first; /* it was measured by this one */
    int64_t bytes, blocks;
    struct holding shown[JUDGE_STACKS]; /* what memcheck has shown stacks of */
    unsigned shown_count;
};

/*
 * Loads the table and the names of leaks, which are separated by blanks; ""
 * for none. Returns 0, or -1 with one line on stderr.
 */
int judge_begin(struct judge *judge, const char *table, const char *leaks,
                const char *server, const char *instruments);
void judge_end(struct judge *judge);

/* NULL if the growth is exactly what the table says; else why it is not. */
const char *judge_growth(struct judge *judge, const struct trigger *trigger,
                         const struct growth *growth);

/* ---- For the message ---------------------------------------------------- */

/* What the rows of its leaks add up to, for one step. */
struct expected {
    struct truth_range bytes, blocks, descriptors;
    unsigned open; /* times that a row with a range counts: see struct judge */
};
struct expected judge_expect(const struct judge *judge,
                             const struct trigger *trigger);

/* How often the trigger does, in one step, what the leak answers to. */
static inline unsigned judge_times(const struct trigger *trigger,
                                   const struct truth_row *row)
{
    return trigger->times[row->per];
}

#endif
