/* SPDX-License-Identifier: MIT */
/*
 * The log: one line an event, to stderr, `TIME LEVEL message key=value`.
 * Whoever keeps it (journald, a container's runtime) rotates and limits it.
 */
#ifndef LOG_H
#define LOG_H

#include <stddef.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Sets the lowest level that is written; -1 if the name is none of them. */
int log_set_level(const char *name);

/*
 * Writes one line with a single write(2), so that lines of several threads
 * do not mix; longer than LOG_LINE_MAX bytes it is cut. A full disk, a closed
 * stderr or a pipe that nobody reads does not hold it up: the line is lost and
 * counted, and nothing else is. The next line that can be written has one
 * before it that says how many.
 */
#define LOG_LINE_MAX 1024
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Copies text a client chose into `out` (size bytes, ends with NUL), each
 * byte that could forge a line or a field (control characters, quotes,
 * backslash, non-ASCII) replaced by '?'. Returns out. NULL reads as "".
 */
const char *log_clean(char *out, size_t size, const char *text);

#endif
