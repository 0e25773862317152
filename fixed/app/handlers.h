/* SPDX-License-Identifier: MIT */
/*
 * What each route answers. A handler is called once a request, when its body
 * has come whole.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include <microhttpd.h>

#include "requests.h"

typedef enum MHD_Result handler(struct request *request);

handler handle_healthz;
handler handle_whoami;
handler handle_readings_get;
handler handle_readings_post;
handler handle_reading;
handler handle_firmware;
handler handle_requests;
handler handle_sessions;
handler handle_metrics;

/*
 * Opens the data folder of handle_firmware; NULL: there is none, and it finds
 * nothing. Call before the server starts. Returns 0, or -1 with errno.
 */
int handlers_start(const char *folder);

/* Closes it, if it is open. Call after the server has stopped. */
void handlers_stop(void);

#endif
