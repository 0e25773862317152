/* SPDX-License-Identifier: MIT */
/* _GNU_SOURCE: sched_getcpu, sched_setaffinity */
#define _GNU_SOURCE
#include "life.h"

#include <dirent.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe/metered.h"
#include "probe/probe.h"

struct moment {
    long resident;          /* KiB */
    unsigned long long cpu; /* nanoseconds */
};

/* ---- Looking --------------------------------------------------------- */

/* Of all its threads, those that have ended too. */
static unsigned long long cpu_of(pid_t pid)
{
    struct timespec spent;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0 ||
        clock_gettime(clock, &spent) != 0)
        fail_because("the server has ended by itself");
    return (unsigned long long)spent.tv_sec * 1000000000ULL +
           (unsigned long long)spent.tv_nsec;
}

/* Resident memory is of all kinds: anonymous, mapped, shared. */
static struct moment at_rest(const struct life *life)
{
    struct rest rest = {.pid = life->server->process.pid,
                        .sockets = life->sockets};

    gauge_await(&rest);
    return (struct moment){(long)(rest.proc.rss_bytes / 1024),
                           cpu_of(rest.pid)};
}

/* ---- Living ---------------------------------------------------------- */

/* NAME=VALUE as where somebody is logged in, whatever it is here. */
static const char *usual(char text[PATH_SIZE], const char *name,
                         const char *other)
{
    const char *value = getenv(name);

    (void)snprintf(text, PATH_SIZE, "%s=%s", name,
                   value != NULL ? value : other);
    return text;
}

void life_begin(struct life *life, const struct trigger *trigger)
{
    static char path[PATH_SIZE], home[PATH_SIZE], user[PATH_SIZE];
    static char language[PATH_SIZE], terminal[PATH_SIZE];
    const char *const bare[] = {"env",
                                "-i",
                                usual(path, "PATH", "/usr/bin:/bin"),
                                usual(home, "HOME", "/root"),
                                usual(user, "USER", "root"),
                                usual(language, "LANG", "C.UTF-8"),
                                usual(terminal, "TERM", "xterm"),
                                NULL};
    struct rest rest = {.sockets = REST_ANY_SOCKETS};

    life->server = service_start(
        &(struct service_setup){.wrapper = bare, .at_home = true});
    rest.pid = life->server->process.pid;
    gauge_await(&rest);
    life->sockets = rest.proc.sockets;
    life->trigger = trigger;
    triggers_prepare(life->server);
    triggers_crowd(life->server);
}

struct phase life_phase(const struct life *life, unsigned steps)
{
    struct moment before = at_rest(life);
    struct series series = {0};
    struct moment after;

    series_whole(&series, life->server, life->trigger, 0, steps);
    after = at_rest(life);
    return (struct phase){.steps = steps,
                          .resident = after.resident - before.resident,
                          .cpu = (double)(after.cpu - before.cpu) / steps};
}

/* Those that it makes later stay there, too. */
static void move_threads(pid_t pid, const cpu_set_t *where)
{
    char path[40];
    DIR *threads;
    const struct dirent *each;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    threads = opendir(path);
    while (threads != NULL && (each = readdir(threads)) != NULL) {
        long thread = strtol(each->d_name, NULL, 10);

        if (thread > 0)
            (void)sched_setaffinity((pid_t)thread, sizeof *where, where);
    }
    if (threads != NULL)
        (void)closedir(threads);
}

void life_side_by_side(const struct life *one, const struct life *other)
{
    int here = sched_getcpu();
    cpu_set_t only;

    if (here < 0 || here >= CPU_SETSIZE)
        return;
    CPU_ZERO(&only);
    CPU_SET(here, &only);
    move_threads(getpid(), &only);
    move_threads(one->server->process.pid, &only);
    move_threads(other->server->process.pid, &only);
}

void life_idle(const struct life *life, int seconds)
{
    (void)at_rest(life);
    (void)poll(NULL, 0, 1000 * seconds);
}

unsigned life_end(struct life *life)
{
    unsigned requests = (unsigned)requests_counted(life->server) + 1;

    (void)service_stop(life->server); /* nobody learns its status */
    if (service_log_count(life->server, 0, " info stopped$") != 1)
        fail_because("the server ended before it had said \"stopped\"");
    return requests;
}

unsigned life_audit_lines(const struct life *life)
{
    static const char start[] = " audit id=";
    const char *line = service_log(life->server, 0);
    unsigned lines = 0;

    while ((line = strstr(line, start)) != NULL) {
        line += strlen(start);
        lines++;
    }
    return lines;
}
