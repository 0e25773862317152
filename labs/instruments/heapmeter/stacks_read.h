/* SPDX-License-Identifier: MIT */
/*
 * The reader's side of the stacks: what each holds at one moment, and what
 * grew from one look to the next.
 */
#ifndef HEAPMETER_STACKS_READ_H
#define HEAPMETER_STACKS_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command.h"

struct stacks_layout;
struct resolver;
struct look;

/* One stack; its frames are those of stacks_layout.h, the innermost first. */
struct stack {
    uint64_t blocks;
    uint64_t bytes;
    const uint64_t *frames;
    unsigned depth; /* 0: of these blocks the stack is not known */
};

/* The caller owns it, and ends it with stacks_close. */
struct stacks {
    const struct stacks_layout *map;
    size_t size;            /* of the map */
    uint32_t room;          /* as it was when that was looked at */
    const uint64_t *frames; /* all of them */
    struct stack *list;     /* by number; 0 is "not known" */
    size_t count;           /* with that one */
    size_t *first;          /* by number: the first that reads the same */
    uint64_t overflow;      /* allocations that found no room in the table */
    bool settled; /* all of it is of one moment: see heapmeter_read */
    pid_t pid;
    uint64_t start_ns;
    char program[32];
};

/*
 * Opens the stacks beside the meter M, whose file is PATH, and reads them.
 * WHAT is what the user calls it. EXIT_OK, or it has said why not.
 */
int stacks_open(struct stacks *stacks, const struct heapmeter *m,
                const char *path, const char *what);
void stacks_close(struct stacks *stacks);

/* Reads them again, as they are now. */
int stacks_read(struct stacks *stacks, const struct heapmeter *m,
                const char *what);

/*
 * Finds which read the same, function, file and line: for those that there are
 * now. EXIT_OK, or it has said why not.
 */
int stacks_merge(struct stacks *stacks, struct resolver *resolver);

/* What those hold becomes the first one's. */
void stacks_sum(struct stacks *stacks);

/*
 * Makes of merged STACKS what grew since the last look, which the file PATH
 * tells of; this one is *NOW, for look_write, and free() it. It lasts SECONDS,
 * or until nothing moves. For a stack it keeps the most that it held; what
 * grew is how much the least, this time, is more; of those that read the same,
 * together. So what comes and goes is none, nor what one frees and another
 * takes. *FIRST when there was no look before: all of it then is as at that.
 */
int stacks_grown(struct stacks *stacks, const struct heapmeter *m,
                 const char *what, const char *path, double seconds,
                 struct look **now, bool *first);

/*
 * Makes it the last look: once what grew has been shown, as it is never told
 * of again. The file is this one, or the one before. EXIT_OK, or it has said
 * why not.
 */
int look_write(const struct look *look, const char *path);

#endif
