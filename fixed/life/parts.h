/* SPDX-License-Identifier: MIT */
/*
 * What a copy can leave out. A part is one file of this folder and one line
 * of the table in parts.c: delete both, and the rest builds without it.
 * All of this is called by main's thread alone.
 */
#ifndef PARTS_H
#define PARTS_H

#include <stdbool.h>

#include "process/options.h"

#define PART_ERROR_SIZE 512

/* What happens to the server, in this order. */
enum event {
    EVENT_SERVING, /* it accepts connections */
    EVENT_RELOADING,
    EVENT_RELOADED, /* or not: then the old files stay in force */
    EVENT_DRAINING,
    EVENT_STOPPED /* also if it has never served */
};

/* ---- What a part is -------------------------------------------------- */

/* What it has no use for is NULL. */
struct part {
    struct extra option; /* its option, if it has a name */

    /*
     * Before anything is loaded; in the order of the table, in which `status`
     * starts a thread. Returns 0, or -1 with one line in `error`, which ends
     * the server.
     */
    int (*start)(const struct options *options, char *error);

    void (*on)(enum event event);

    /* Milliseconds from tick to tick, 0: none. True asks for a reload. */
    unsigned (*period)(void);
    bool (*tick)(void);
};

/* ---- For main -------------------------------------------------------- */

/* Adds the parts' options to those of the command line: before it is read. */
void parts_extend_options(void);

/* 0; or -1 with one line in `error`, and then parts_tell(EVENT_STOPPED). */
int parts_start(const struct options *options, char error[PART_ERROR_SIZE]);

void parts_tell(enum event event);

/* Milliseconds until the next tick, -1: there is none. */
int parts_wait(void);

/* Ticks those that are due. Whether one of them asks for a reload. */
bool parts_tick(void);

#endif
