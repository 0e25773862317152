/* SPDX-License-Identifier: MIT */
/*
 * Who may do what: the roles, and what asks for them.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include <stdbool.h>

#include "requests.h"
#include "tls/allow.h"

/* The roles that --allow knows, ended by {NULL, 0}. */
extern const struct allow_role access_roles[];

/*
 * Whether the client of a request is still let in, as of now: peer_check(). If
 * not, a line of the log says so, and no more of this connection may be
 * answered.
 */
bool access_holds(struct request *request);

/* Whether a role of the client may use the route by this method. */
bool access_permits(struct request *request, const char *method);

/* Whether the client may report as this sensor: as itself. */
bool access_speaks_for(struct request *request, const char *sensor);

#endif
