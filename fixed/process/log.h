/* SPDX-License-Identifier: MIT */
/*
 * The log: one line an event, to stderr, `TIME LEVEL message key=value`.
 * Whoever keeps it (journald, a container's runtime) rotates and limits it.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "process/metrics.h"

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

/* Whether that stream takes a line without a wait for who reads. */
bool log_has_room(int descriptor);

/*
 * Around what logs one line while it holds a lock that others wait for: the
 * line of this thread is kept, and written by log_release(). A second one is
 * written at once.
 */
void log_hold(void);
void log_release(void);

/*
 * A client has met a limit: it is counted, and a line says so; for each limit
 * one in so many seconds, with the times since the last.
 */
#define LOG_LIMIT_SECONDS 10
void log_limit(enum limit limit, const char *client);

/*
 * Copies text a client chose into `out` (size bytes, at least 6; ends with
 * NUL), one to one: a quote and a backslash get a backslash before them, what
 * is no printable ASCII becomes \xHH, so that nothing can forge a line or a
 * field, and no two texts look the same. One that does not fit ends in \...,
 * which is no escape. Returns out. NULL reads as "".
 */
const char *log_clean(char *out, size_t size, const char *text);
const char *log_clean_bytes(char *out, size_t size, const void *bytes,
                            size_t count);

/* The same of what is clean already: only its length may be too much. */
const char *log_cut(char *out, size_t size, const char *clean);

#endif
