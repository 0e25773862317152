/* SPDX-License-Identifier: MIT */
/*
 * What a client can see of how the server is built: leaky/server.c makes one
 * for each request. A fix of it may, too, and is the same application to the
 * tests, which have to know in which way it is built (service.h).
 */
#ifndef LOOK_H
#define LOOK_H

#include "service.h"

/*
 * Prints two lines, `keep-alive: yes` and `resumption: yes`, or `no`. Fails the
 * test if a request is not answered.
 */
void look(struct service *server);

#endif
