/* SPDX-License-Identifier: MIT */
/*
 * Pages that listen, and those who tell them something: each function may be
 * called from any thread.
 */
#ifndef SHOW_EVENTS_H
#define SHOW_EVENTS_H

#include <microhttpd.h>

#include "hub.h"

#define EVENTS_LISTENERS_MAX 8

/* Tells all pages, as hub_add(). */
void events_tell(enum hub_event event, json_t *object);

/*
 * A response that lasts as long as the page listens. NULL: there are too many
 * already, or no memory.
 */
struct MHD_Response *events_response(struct MHD_Connection *connection);

/* Ends all streams, and those to come: before MHD_stop_daemon(). */
void events_end(void);

#endif
