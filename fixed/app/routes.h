/* SPDX-License-Identifier: MIT */
/*
 * From libmicrohttpd to the handlers and back: the callbacks of a request.
 */
#ifndef ROUTES_H
#define ROUTES_H

#include <microhttpd.h>

#include "process/options.h"

/* Call before the server starts; the options must live as long as it does. */
void routes_start(const struct options *options);

/*
 * MHD_AccessHandlerCallback: the first call of a request makes its context,
 * the next ones bring its body, the last one answers.
 */
enum MHD_Result routes_answer(void *unused, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *upload,
                              size_t *upload_size, void **request);

/*
 * UnescapeCallback: decodes %HH in place and returns the length, but leaves
 * a text that holds %00 as it is: decoded, it would end there for every C
 * function, and name another file than the one that was asked for.
 */
size_t routes_unescape(void *unused, struct MHD_Connection *connection,
                       char *text);

/* MHD_RequestCompletedCallback: the request is over, however it ended. */
void routes_completed(void *unused, struct MHD_Connection *connection,
                      void **request, enum MHD_RequestTerminationCode how);

#endif
