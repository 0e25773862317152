/* SPDX-License-Identifier: MIT */
/*
 * A socket that the server is handed over: sd_listen_fds(3).
 */
#ifndef HANDED_H
#define HANDED_H

#include <stdbool.h>

#include "probe/service.h"

/* As systemd starts it: descriptor 9 of the test is its descriptor 3. */
extern const struct service_setup handed_setup;

/*
 * Makes a socket of 127.0.0.1 the number 9 of the test, which close()s it.
 * Returns its port.
 */
unsigned handed_open(bool listens);

#endif
