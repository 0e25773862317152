/* SPDX-License-Identifier: MIT */
/*
 * What all pages are told, as server-sent events, and what was told before.
 * No lock in it: who calls has one (events.h).
 *
 * A reader gets the state, then what is kept of the past, then each event as
 * it comes. One that does not read is left behind: when the events that it
 * lacks are gone, its stream ends, and the page that asks anew gets the past
 * again. So a reader holds one text of the past, and no more.
 */
#ifndef SHOW_HUB_H
#define SHOW_HUB_H

#include <jansson.h>
#include <stddef.h>
#include <sys/types.h>

enum hub_event {
    HUB_STATE,
    HUB_SAMPLE,
    HUB_MARK,
    HUB_REST,
    HUB_BEGUN, /* no event: the last rest is over */
    HUB_FAULT,
};

#define HUB_KEPT_MAX 2000 /* samples and marks of the past */
#define HUB_NEW_MAX 128   /* events that a reader may lack */

/* Adds an event of this object, which it takes over, NULL too. */
void hub_add(enum hub_event event, json_t *object);

/* One reader; all zero is none. */
struct hub_reader {
    char *past; /* of it, so much is read: */
    size_t length, offset;
    unsigned long next; /* then the events from this one on */
    size_t within;      /* of the next one, so much is read */
};

/* Begins to read. -1: out of memory. The caller owes a hub_leave(). */
int hub_join(struct hub_reader *reader);
void hub_leave(struct hub_reader *reader);

/* Reads up to SIZE bytes. 0: there is nothing yet. -1: it was left behind. */
ssize_t hub_read(struct hub_reader *reader, char *to, size_t size);

/* Frees all that is kept. */
void hub_free(void);

#endif
