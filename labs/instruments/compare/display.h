/* SPDX-License-Identifier: MIT */
/*
 * Two servers side by side while they work. On a terminal, a picture that is
 * drawn in place; else a line now and then. Write errors stay with stdout,
 * where main() looks once.
 */
#ifndef COMPARE_DISPLAY_H
#define COMPARE_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

enum { DISPLAY_COLUMNS = 36, DISPLAY_ROWS = 6, DISPLAY_SIDES = 2 };

/* What is shown of one server. */
struct view {
    const char *name;
    uint64_t requests;
    int64_t grown; /* live bytes since the start of the traffic */
    uint64_t bytes;
    uint64_t blocks;
    uint64_t rss_bytes;
    long descriptors;
    long threads;
};

struct display {
    bool in_place; /* stdout is a terminal that can */
    bool colour;
    bool utf8;
    int drawn;   /* lines that the cursor stands below */
    uint64_t of; /* requests in all */
    int lines;   /* plain lines in all, and how many came already */
    int told;
    bool known[DISPLAY_SIDES][DISPLAY_COLUMNS];   /* the picture: growth... */
    double curve[DISPLAY_SIDES][DISPLAY_COLUMNS]; /* ...over requests */
};

void display_open(struct display *display);

/* A new pair: OF requests, about LINES plain lines until they are done. */
void display_begin(struct display *display, const char *title, uint64_t of,
                   int lines);

/* A state of things; the last one when `done`. */
void display_update(struct display *display,
                    const struct view views[DISPLAY_SIDES], bool done);

/* Something else will be printed: the cursor is given back. */
void display_close(struct display *display);

/* The program ends: likewise. A signal handler may call it. */
void display_abandon(void);

#endif
