/* SPDX-License-Identifier: MIT */
/*
 * The log: one line an event, to stderr.
 */
#define _POSIX_C_SOURCE 200809L
#include "process/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

/* What snprintf wrote in fact: it reports what it would have written. */
static size_t written(int reported, size_t size)
{
    if (reported < 0)
        return 0;
    return (size_t)reported < size ? (size_t)reported : size - 1;
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LOG_LINE_MAX];
    struct timespec now = {0};
    struct tm utc = {0};
    size_t used = 0;
    va_list arguments;

    if (level < lowest)
        return;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    (void)gmtime_r(&now.tv_sec, &utc);
    used = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    used += written(
        snprintf(line + used, sizeof line - used, "%s ", level_names[level]),
        sizeof line - used);
    va_start(arguments, format);
    used += written(
        vsnprintf(line + used, sizeof line - used - 1, format, arguments),
        sizeof line - used - 1);
    va_end(arguments);
    line[used++] = '\n';
    /* A log that cannot be written must not stop the service. */
    if (write(STDERR_FILENO, line, used) < 0)
        return;
}

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
