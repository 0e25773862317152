/* SPDX-License-Identifier: MIT */
/*
 * What the server has written to its stderr. Patterns are extended regular
 * expressions (regex(7)), matched against one line at a time.
 */
#ifndef SERVICE_LOG_H
#define SERVICE_LOG_H

#include <stddef.h>

#include "service.h"

/* How long the log is now: to ask later for what came after. */
size_t service_log_mark(const struct service *server);

/* All that came after the mark. Lives until the next call of this header. */
const char *service_log(const struct service *server, size_t mark);

/*
 * Waits for a line that matches, and returns it, without its newline; lives
 * until the next call of this header. Fails the test if none comes.
 */
const char *service_log_wait(const struct service *server, size_t mark,
                             const char *pattern);

/* How many lines after the mark match. */
unsigned service_log_count(const struct service *server, size_t mark,
                           const char *pattern);

#endif
