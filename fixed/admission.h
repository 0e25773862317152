/* SPDX-License-Identifier: MIT */
/*
 * Who may connect, before anything is known of them: as many as there are
 * places and descriptors for, and so many by one address.
 */
#ifndef ADMISSION_H
#define ADMISSION_H

#include <microhttpd.h>

#include "process/options.h"

/*
 * Raises the limit of descriptors, so that --max-connections fit, each with a
 * file open, besides --reserve; or lowers options->max_connections, and a line
 * of the log says so. Keeps one descriptor, to turn away with whoever comes
 * when there is no other: the accept() of the whole program is ours. Returns
 * how many descriptors are left. Call once, before any thread.
 */
unsigned admission_start(struct options *options);

/* Closes that descriptor. */
void admission_stop(void);

/* MHD_AcceptPolicyCallback: gives a place to the client, or none. */
enum MHD_Result admission_ask(void *unused, const struct sockaddr *address,
                              socklen_t length);

/* The connection that was asked for is open; and it is closed. */
void admission_enter(struct MHD_Connection *connection);
void admission_leave(struct MHD_Connection *connection);

#endif
