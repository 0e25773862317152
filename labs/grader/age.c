/* SPDX-License-Identifier: MIT */
/*
 * The server without any tool: what each step costs it in memory and in time
 * while it is young, and when it is old. Times are CPU time of the server
 * alone, compared within one run; the best of two against the worst of two.
 */
#define _POSIX_C_SOURCE 200809L
#include "grader.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metered.h"
#include "rest.h"
#include "support.h"

/* The four windows: two young, two old. */
enum { YOUNG, YOUNG_TOO, OLD, OLD_TOO, WINDOWS };

/*
 * More than this in the old windows, and in each of them, is growth: a page
 * more or less comes and goes; and so do some more where blocks are large.
 */
#define RESIDENT_KIB 32L

static long too_much(const struct subject *subject, unsigned steps)
{
    long quarter = (long)(subject->kept * steps / 4 / 1024);

    return quarter > RESIDENT_KIB ? quarter : RESIDENT_KIB;
}

/*
 * A server per request has 64 threads, and malloc an arena for many of them:
 * resident memory settles after some 500 connections.
 */
#define SETTLED 640

/* Dearer by more than this is not chance. */
#define DEARER 1.5

struct moment {
    long resident;          /* KiB, anonymous */
    unsigned long long cpu; /* nanoseconds */
};

struct window {
    long resident;
    double cpu; /* nanoseconds for each step */
};

/* ---- Looking ----------------------------------------------------------- */

static unsigned long long thread_cpu(const char *folder, const char *name)
{
    char path[384], line[128] = "";
    FILE *file = NULL;

    (void)snprintf(path, sizeof path, "%s/%s/schedstat", folder, name);
    file = fopen(path, "re");
    if (file == NULL)
        return 0;
    (void)fgets(line, sizeof line, file); /* an empty one counts as 0 */
    (void)fclose(file);                   /* only read from */
    return strtoull(line, NULL, 10);
}

static unsigned long long cpu_of(pid_t pid)
{
    unsigned long long sum = 0;
    char path[64];
    DIR *folder = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    folder = opendir(path);
    if (folder == NULL)
        fail_because("the server has ended by itself");
    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder))
        if (entry->d_name[0] != '.')
            sum += thread_cpu(path, entry->d_name);
    (void)closedir(folder); /* only read from */
    return sum;
}

static long resident_of(pid_t pid)
{
    char path[64], line[128];
    long resident = -1;
    FILE *file = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    file = fopen(path, "re");
    if (file == NULL)
        fail_because("the server has ended by itself");
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "RssAnon:", 8) == 0)
            resident = strtol(line + 8, NULL, 10);
    (void)fclose(file); /* only read from */
    return resident;
}

static struct moment at_rest(const struct service *server, unsigned sockets)
{
    struct deadline deadline = deadline_start();

    while (rest_sockets(server->process.pid) > sockets ||
           !rest_asleep(server->process.pid))
        if (!deadline_wait(&deadline))
            fail_because("the server never came to rest");
    return (struct moment){resident_of(server->process.pid),
                           cpu_of(server->process.pid)};
}

/* ---- A life ------------------------------------------------------------ */

static void live(struct series *series, struct service *server,
                 const struct trigger *trigger, unsigned steps)
{
    series_begin(series, server, trigger);
    series_step(series, 0, steps);
    series_end(series);
}

static struct window look(struct service *server, unsigned sockets,
                          const struct trigger *trigger, unsigned steps)
{
    struct moment before = at_rest(server, sockets);
    struct series series = {0};
    struct moment after;

    live(&series, server, trigger, steps);
    after = at_rest(server, sockets);
    return (struct window){.resident = after.resident - before.resident,
                           .cpu = (double)(after.cpu - before.cpu) / steps};
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* The best of the old ones against the worst of the young ones. */
static bool slower(const struct window windows[WINDOWS])
{
    double young = -least(-windows[YOUNG].cpu, -windows[YOUNG_TOO].cpu);

    return least(windows[OLD].cpu, windows[OLD_TOO].cpu) > DEARER * young;
}

static void judge(const struct subject *subject,
                  const struct window windows[WINDOWS],
                  const struct trigger *trigger, unsigned steps)
{
    long limit = too_much(subject, steps);
    bool grows =
        windows[OLD].resident > limit && windows[OLD_TOO].resident > limit;

    (void)printf("%s: %s\n", trigger->name, trigger->what);
    for (int w = 0; w < WINDOWS; w++)
        (void)printf("    %s, %u times: %+ld KiB resident, %.1f us of CPU "
                     "each\n",
                     w < OLD ? "young" : "old", steps, windows[w].resident,
                     windows[w].cpu / 1000);
    if (grows)
        (void)puts("grows: resident memory");
    if (slower(windows))
        (void)puts("grows: CPU time of each step");
    if (grows || slower(windows))
        fail();
}

/*
 * What is slower for another reason, as on a busy machine, is not so each
 * time; what grows with age is, and more and more.
 */
static void look_again(struct service *server, unsigned sockets,
                       const struct trigger *trigger, const struct pace *pace,
                       struct window windows[WINDOWS])
{
    for (int times = 0; times < 2 && slower(windows); times++) {
        struct series series = {0};
        struct window again;

        live(&series, server, trigger, pace->ageing);
        again = look(server, sockets, trigger, pace->window);
        if (again.cpu < windows[OLD_TOO].cpu)
            windows[OLD_TOO] = again;
    }
}

void age_stage(const struct subject *subject)
{
    static const char *const bare[] = {"env", "-i", NULL};
    const struct service_setup setup = {.wrapper = bare};
    const struct pace *pace = pace_of(subject);
    const struct trigger *trigger = trigger_find(pace->trigger);
    struct service *server = service_start(&setup);
    unsigned sockets = rest_sockets(server->process.pid);
    struct window windows[WINDOWS];
    struct series series = {0};

    if (metered_skips(trigger))
        trigger = trigger_find("full-tls1.3");
    triggers_prepare(server);
    triggers_crowd(server);
    live(&series, server, trigger,
         service_is_per_request() ? SETTLED : pace->window);
    for (int w = 0; w < WINDOWS; w++) {
        if (w == OLD)
            live(&series, server, trigger, pace->ageing);
        windows[w] = look(server, sockets, trigger, pace->window);
    }
    look_again(server, sockets, trigger, pace, windows);
    if (service_stop(server) != 0)
        fail_because("the server ended with status %d instead of 0",
                     server->process.exit);
    judge(subject, windows, trigger, pace->window);
}
