/* SPDX-License-Identifier: MIT */
/*
 * One of the two servers, with its load.
 */
#ifndef SHOW_SIDE_H
#define SHOW_SIDE_H

#include "compare/load.h"
#include "compare/model.h"
#include "counts.h"
#include "variants.h"

enum { LEFT, RIGHT, SIDES };

struct side {
    char name[VARIANT_LIST_SIZE];
    unsigned leaks;
    unsigned generation; /* counts its starts */
    bool runs;
    struct subject subject;
    struct load load;
    bool loaded;          /* a load was started, and its end not seen */
    unsigned status_port; /* of the server */
    struct counts base;   /* as of the first rest */
    /* The last look: */
    struct counts counts;
    struct heapmeter_sample heap;
    struct proc proc;
    double looked_at;
    double rate; /* handshakes a second */
};

/* What it is next, before it is started. */
void side_set(struct side *side, unsigned leaks, bool stacks);

/* It has been started and is at its first rest. */
void side_begun(struct side *side);

/* Ends its load at once and the server as it should, removes their files. */
void side_stop(struct side *side);

/* Looks at it, at this time. false: it did not answer. */
bool side_look(struct side *side, double now);

/* What came since the first rest, as of the last look. */
struct traffic side_traffic(const struct side *side);

/* What it holds more than at the first rest, likewise. */
int64_t side_grown(const struct side *side);

/*
 * Lets its load come to its end, which must be a good one. Then side_rest()
 * waits for rest and reads all: subject.after, and counts.
 */
void side_end_load(struct side *side);
void side_rest(struct side *side);

/* Its counts, at rest, which must be had. */
void side_count(struct side *side);

#endif
