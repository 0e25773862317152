/* SPDX-License-Identifier: MIT */
/*
 * What each route answers. A handler is called once a request, when its body
 * has come whole; `argument` is what follows the route's path in the URL.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include <microhttpd.h>

#include "requests.h"

typedef enum MHD_Result handler(struct MHD_Connection *connection,
                                struct request *request, const char *argument);

handler handle_healthz;
handler handle_whoami;
handler handle_readings_get;
handler handle_readings_post;
handler handle_reading;
handler handle_firmware;
handler handle_requests;
handler handle_sessions;
handler handle_metrics;

/* The data folder of handle_firmware, -1 for none. */
void handlers_set_data(int folder);

#endif
