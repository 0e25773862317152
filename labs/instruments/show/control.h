/* SPDX-License-Identifier: MIT */
/*
 * What a page asks for: read from JSON, checked, and put where the program
 * takes it from when it can.
 */
#ifndef SHOW_CONTROL_H
#define SHOW_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#define CONTROL_RATE_MAX 10000
#define CONTROL_ERROR_SIZE 256

enum handshake_wish { WISH_FULL, WISH_RESUMED };

/* A member that was not named is -1, an action that was not is false. */
struct control {
    int leaks; /* a bit for each module */
    int load, refused, downloads, stacks;
    long rate;
    int handshake; /* enum handshake_wish */
    bool rest, demo;
    long asked; /* how often anything was, up to this */
};

/* Nothing at all. */
struct control control_none(void);

/*
 * Reads a body. Returns 0, or -1 with a sentence in `error` that names the
 * member and says what it may be.
 */
int control_read(struct control *control, const char *body, size_t size,
                 char error[CONTROL_ERROR_SIZE]);

/*
 * From any thread: asks for that, besides what has not been taken yet. Returns
 * how often anything has been asked for.
 */
long control_put(const struct control *control);

/*
 * Takes what has been asked for, and whether that is anything. Waits for it,
 * so many milliseconds at most.
 */
bool control_take(struct control *control, long milliseconds);

#endif
