/* SPDX-License-Identifier: MIT */
/*
 * Between the subcommands stacks and flame: the stacks of a process, and the
 * ways to show them.
 */
#ifndef HEAPMETER_STACKS_VIEW_H
#define HEAPMETER_STACKS_VIEW_H

#include <limits.h>
#include <stdio.h>

#include "resolve.h"
#include "stacks_read.h"

struct view {
    struct stacks stacks;
    struct resolver *resolver;
    bool growth;       /* what grew since the last look, not what is held */
    bool first;        /* of a growth: there was no look before */
    bool full;         /* every frame on a line of its own */
    size_t top;        /* rows, or stacks, at most; 0: all */
    struct look *look; /* of a growth: this one, and where it is kept */
    char look_file[PATH_MAX + 16];
};

/*
 * Asks the files of settings, and reads. The caller owes a view_close. EXIT_OK
 * or it has said why not.
 */
int view_open(struct view *view, const struct settings *settings);

/*
 * When it has been shown, and stdout has taken it: of a growth the next one
 * begins here. EXIT_OK, or it has said why not.
 */
int view_keep(const struct view *view);
void view_close(struct view *view);

/* The stacks that hold anything, the largest first; of how many. Yours. */
const struct stack **view_sorted(const struct view *view, size_t *count);

/*
 * Which frame of STACK is marked: the innermost that is the program's own; of
 * a thread that a library started, the innermost that is not the C library's;
 * else the innermost. NULL: the stack is not known, or no memory.
 */
const struct spot *view_marked(const struct view *view,
                               const struct stack *stack);

/*
 * The name of a place in a stack, for people: the function, or the module and
 * the address in it. The buffer is the caller's.
 */
const char *view_name(const struct spot *spot, const struct place *place,
                      char *buffer, size_t size);

/* A path without "x/..", and from the current folder on, if it is below. */
const char *view_file(const char *file, char *buffer, size_t size);

/* Each way to show them; EXIT_OK or it has said why not. */
int show_text(const struct view *view);
int show_json(const struct view *view);
int show_folded(const struct view *view);
int show_pprof(const struct view *view);
int show_flame(const struct view *view, FILE *out);

#endif
