/* SPDX-License-Identifier: MIT */
/*
 * Reads GET /metrics of a server, as a monitoring system would. Each call is
 * a request to that server, on a connection of its own with a full
 * handshake: whoever counts requests must count it too.
 */
#ifndef COMPARE_SCRAPE_H
#define COMPARE_SCRAPE_H

#include "model.h"

/* Once, before and after all use. Returns 0; or -1, and has said why. */
int scrape_start(void);
void scrape_stop(void);

/*
 * Fills in the live objects of each module. CERTS is the folder of the
 * client's certificate. Returns 0; or -1, and has said why, unless a signal
 * came.
 */
int scrape_objects(const char *name, const char *url, const char *certs,
                   long objects[MODULE_COUNT]);

#endif
