/* SPDX-License-Identifier: MIT */
#include "process/log.h"

#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "process/clock.h"

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
 * A pipe that is ready takes PIPE_BUF bytes at once (POSIX, write), a socket
 * more; to make it non-blocking would do so for all who share it.
 */
bool log_has_room(int descriptor)
{
    struct pollfd stream = {.fd = descriptor, .events = POLLOUT};

    return poll(&stream, 1, 0) == 1 && (stream.revents & POLLOUT) != 0;
}

/* A disk that fills up cuts a line short. It is lost, and none joins it. */
static bool put(const char *line, size_t size)
{
    static bool cut; /* what is there lacks its end */
    ssize_t done = 0;

    if (!log_has_room(STDERR_FILENO) ||
        (cut && write(STDERR_FILENO, "\n", 1) < 1))
        return false;
    done = write(STDERR_FILENO, line, size);
    cut = done >= 0 && (size_t)done < size;
    return done >= 0 && !cut;
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

/* Writes a line, or counts it. */
static void write_line(const char *line, size_t size)
{
    (void)pthread_mutex_lock(&mutex); /* cannot fail: a plain, static mutex */
    if ((dropped > 0 && !tell_dropped()) || !put(line, size)) {
        dropped++;
        metrics_add(VALUE_LINES_DROPPED, 1);
    }
    (void)pthread_mutex_unlock(&mutex);
}

/* The line of this thread that waits for log_release(). */
static _Thread_local struct {
    bool on;
    size_t size; /* 0: none yet */
    char line[LOG_LINE_MAX];
} held;

void log_hold(void)
{
    held.on = true;
}

void log_release(void)
{
    if (held.size > 0)
        write_line(held.line, held.size);
    held.size = 0;
    held.on = false;
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
    if (held.on && held.size == 0) {
        memcpy(held.line, line, used);
        held.size = used;
        return;
    }
    write_line(line, used);
}

/* ---- Limits ----------------------------------------------------------- */

void log_limit(enum limit limit, const char *client)
{
    static struct {
        int64_t next; /* when the next line may be written */
        unsigned long times;
    } met[LIMIT_COUNT];
    unsigned long times = 0;

    metrics_limit(limit);
    (void)pthread_mutex_lock(&mutex);
    met[limit].times++;
    if (clock_now() >= met[limit].next) {
        times = met[limit].times;
        met[limit].times = 0;
        met[limit].next = clock_now() + LOG_LIMIT_SECONDS * 1000L;
    }
    (void)pthread_mutex_unlock(&mutex);
    if (times > 0)
        log_line(LOG_WARNING, "limit=%s met client=%s times=%lu",
                 limit_name(limit), client, times);
}

/* ---- What a client chose ---------------------------------------------- */

/* Writes how a byte stands in the log; returns the length. */
static size_t escape(char out[5], unsigned char byte)
{
    if (byte == '"' || byte == '\\')
        return (size_t)snprintf(out, 5, "\\%c", byte);
    if (byte >= 0x20 && byte < 0x7f) {
        out[0] = (char)byte; /* as nearly all are: printf() would cost more */
        return 1;            /* than all else that is ours in a request */
    }
    return (size_t)snprintf(out, 5, "\\x%02x", byte);
}

static const char cut[] = "\\...";

const char *log_clean_bytes(char *out, size_t size, const void *bytes,
                            size_t count)
{
    size_t length = 0;
    size_t end = 0; /* the last place at which the mark still fits */

    for (size_t i = 0; i < count; i++) {
        char escaped[5];
        size_t more = escape(escaped, ((const unsigned char *)bytes)[i]);

        if (length + sizeof cut <= size)
            end = length;
        if (length + more >= size) {
            if (size < sizeof cut)
                break;
            memcpy(out + end, cut, sizeof cut);
            return out;
        }
        memcpy(out + length, escaped, more);
        length += more;
    }
    out[length] = '\0';
    return out;
}

const char *log_clean(char *out, size_t size, const char *text)
{
    return log_clean_bytes(out, size, text, text != NULL ? strlen(text) : 0);
}

const char *log_cut(char *out, size_t size, const char *clean)
{
    size_t end = 0; /* the last place at which the mark fits, by escapes */

    (void)snprintf(out, size, "%s", clean);
    if (strlen(clean) < size)
        return out;
    for (size_t next = 0; next + sizeof cut <= size;) {
        end = next;
        if (clean[next] == '\\')
            next += clean[next + 1] == 'x' ? 4 : 2;
        else
            next++;
    }
    memcpy(out + end, cut, sizeof cut);
    return out;
}
