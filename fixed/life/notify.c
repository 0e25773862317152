/* SPDX-License-Identifier: MIT */
/*
 * systemd's notification protocol (sd_notify(3)): a datagram says when the
 * server is ready, reloads and stops, and feeds the watchdog, as long as the
 * threads that serve make progress. Without NOTIFY_SOCKET it does nothing.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "life/parts.h"
#include "process/log.h"
#include "process/rounds.h"

/* ---- Telling ----------------------------------------------------------- */

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static socklen_t address_size; /* 0: there is nobody to tell */
static int channel = -1;

__attribute__((format(printf, 2, 3))) static void tell(int flags,
                                                       const char *format, ...)
{
    char text[128];
    int length = 0;
    va_list arguments;

    if (address_size == 0)
        return;
    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (sendto(channel, text, (size_t)length, flags | MSG_NOSIGNAL,
               (struct sockaddr *)&address, address_size) < 0)
        log_line(LOG_WARNING, "cannot write to NOTIFY_SOCKET: %s",
                 strerror(errno));
}

static void tell_reloading(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* this one cannot fail */
    tell(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
         (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

/* ---- The watchdog ------------------------------------------------------ */

/* Milliseconds from one feeding to the next; 0: there is no watchdog. */
static unsigned feeding;

/* sd_watchdog_enabled(3): fed twice as often as it asks. */
static unsigned watchdog_period(void)
{
    const char *pid = getenv("WATCHDOG_PID");
    const char *microseconds = getenv("WATCHDOG_USEC");
    unsigned long long period = 0;

    if (microseconds == NULL ||
        (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
        return 0;
    period = strtoull(microseconds, NULL, 10) / 2000;
    return period <= INT32_MAX ? (unsigned)period : INT32_MAX;
}

static unsigned period(void)
{
    return feeding;
}

static bool tick(void)
{
    unsigned stuck = rounds_stuck();

    if (stuck == 0)
        tell(MSG_DONTWAIT, "WATCHDOG=1"); /* there is another soon */
    else
        log_line(LOG_ERROR, "watchdog not fed: threads stuck=%u", stuck);
    return false;
}

/* ---- Its life ---------------------------------------------------------- */

static int start(const struct options *options, char *error)
{
    /* Its queue may be full. No message waits for longer. */
    const struct timeval patience = {.tv_sec = 5};
    const char *path = getenv("NOTIFY_SOCKET");
    size_t length = path != NULL ? strlen(path) : 0;

    (void)options;
    if (length == 0)
        return 0;
    if ((path[0] != '/' && path[0] != '@') ||
        length >= sizeof address.sun_path) {
        (void)snprintf(error, PART_ERROR_SIZE,
                       "NOTIFY_SOCKET %.200s: neither a path nor an abstract "
                       "name, or too long",
                       path);
        return -1;
    }
    channel = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (channel < 0 || setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &patience,
                                  sizeof patience) < 0) {
        (void)snprintf(error, PART_ERROR_SIZE, "NOTIFY_SOCKET: %s",
                       strerror(errno));
        return -1;
    }
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    address_size =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    feeding = watchdog_period();
    rounds_watch(feeding > 1 ? (int)(feeding / 2) : (int)feeding);
    return 0;
}

static void on(enum event event)
{
    if (event == EVENT_SERVING || event == EVENT_RELOADED)
        tell(0, "READY=1");
    else if (event == EVENT_RELOADING)
        tell_reloading();
    else if (event == EVENT_DRAINING)
        tell(MSG_DONTWAIT, "STOPPING=1");
    else if (channel >= 0) {
        (void)close(channel); /* nothing waits in it */
        channel = -1;
        address_size = 0;
    }
}

const struct part part_notify = {
    .start = start, .on = on, .period = period, .tick = tick};
