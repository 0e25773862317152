/* SPDX-License-Identifier: MIT */
/*
 * The log: one line an event, to stderr.
 */
#define _POSIX_C_SOURCE 200809L
#include "process/log.h"

#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "process/metrics.h"

static const char *const level_names[] = {"debug", "info", "warning", "error"};

/* Set once, before any thread is started. */
static enum log_level lowest = LOG_INFO;

int log_set_level(const char *name)
{
    for (int level = LOG_DEBUG; level <= LOG_ERROR; level++) {
        if (strcmp(name, level_names[level]) == 0) {
            lowest = (enum log_level)level;
            return 0;
        }
    }
    return -1;
}

/* ---- Writing ---------------------------------------------------------- */

/* One thread at a time asks whether there is room, and takes it. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long dropped; /* lines since the last one written */

/*
 * Whether a line can be written without waiting for who reads. A pipe that is
 * ready takes PIPE_BUF bytes at once (POSIX, write), a socket more; to make
 * stderr itself non-blocking would do so for all who share it.
 */
static bool has_room(void)
{
    struct pollfd stderr_is = {.fd = STDERR_FILENO, .events = POLLOUT};

    return poll(&stderr_is, 1, 0) == 1 && (stderr_is.revents & POLLOUT) != 0;
}

static bool put(const char *line, size_t size)
{
    return has_room() && write(STDERR_FILENO, line, size) >= 0;
}

/* What snprintf wrote in fact: it reports what it would have written. */
static size_t written(int reported, size_t size)
{
    if (reported < 0)
        return 0;
    return (size_t)reported < size ? (size_t)reported : size - 1;
}

/* "TIME LEVEL "; returns its length. */
static size_t begin(char line[LOG_LINE_MAX], enum log_level level)
{
    struct timespec now = {0};
    struct tm utc = {0};
    size_t used = 0;

    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    (void)gmtime_r(&now.tv_sec, &utc);
    used = strftime(line, LOG_LINE_MAX, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    return used + written(snprintf(line + used, LOG_LINE_MAX - used, "%s ",
                                   level_names[level]),
                          LOG_LINE_MAX - used);
}

/* Under the lock: else a line could come between it and what it counts. */
static bool tell_dropped(void)
{
    char line[LOG_LINE_MAX];
    size_t used = begin(line, LOG_WARNING);

    used += written(snprintf(line + used, sizeof line - used,
                             "log: %lu lines could not be written\n", dropped),
                    sizeof line - used);
    if (!put(line, used))
        return false;
    dropped = 0;
    return true;
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LOG_LINE_MAX];
    size_t used = 0;
    va_list arguments;

    if (level < lowest)
        return;
    used = begin(line, level);
    va_start(arguments, format);
    used += written(
        vsnprintf(line + used, sizeof line - used - 1, format, arguments),
        sizeof line - used - 1);
    va_end(arguments);
    line[used++] = '\n';
    (void)pthread_mutex_lock(&mutex); /* cannot fail: a plain, static mutex */
    if ((dropped > 0 && !tell_dropped()) || !put(line, used)) {
        dropped++;
        metrics_line_dropped();
    }
    (void)pthread_mutex_unlock(&mutex);
}

/* ---- What a client chose ---------------------------------------------- */

const char *log_clean(char *out, size_t size, const char *text)
{
    size_t length = 0;

    for (; text != NULL && *text != '\0' && length + 1 < size; text++) {
        /* Bytes from 0x80 are negative, or large: outside either way. */
        int plain =
            *text >= 0x20 && *text < 0x7f && strchr("\"\\", *text) == NULL;

        out[length++] = '?';
        if (plain)
            out[length - 1] = *text;
    }
    out[length] = '\0';
    return out;
}
