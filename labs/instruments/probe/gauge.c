/* SPDX-License-Identifier: MIT */
/*
 * What a server holds, read from outside.
 */
#define _POSIX_C_SOURCE 200809L
#include "gauge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

/* So many equal readings in a row are rest... */
#define EQUAL 3
/* ... and so many if there are sockets that nobody accounts for. */
#define EQUAL_WITH_SOCKETS 200

/* One look at everything. */
struct look {
    struct holding holding;
    uint64_t operations; /* on the heap: only ever more */
    unsigned sockets;
    bool quiet; /* no thread runs or waits to run, no block in the making */
};

/* ---- /proc ------------------------------------------------------------ */

static DIR *open_proc(pid_t pid, const char *name)
{
    char path[64];
    DIR *folder = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
    folder = opendir(path);
    if (folder == NULL)
        fail_because("the server has ended by itself: no %s", path);
    return folder;
}

static bool is_socket(int folder, const char *name)
{
    char target[64] = "";
    /* One that has just been closed is none. */
    ssize_t size = readlinkat(folder, name, target, sizeof target - 1);

    return size > 0 && strncmp(target, "socket:", 7) == 0;
}

static void count_descriptors(pid_t pid, struct look *look)
{
    DIR *folder = open_proc(pid, "fd");

    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        if (entry->d_name[0] == '.')
            continue;
        look->holding.descriptors++;
        look->sockets += is_socket(dirfd(folder), entry->d_name);
    }
    (void)closedir(folder); /* only read from */
}

/* Whether the thread sleeps: "PID (name) S ..."; one that is gone does. */
static bool sleeps(int folder, const char *thread)
{
    char text[256] = "";
    char path[280];
    const char *name_end = NULL;
    ssize_t size = 0;
    int file = -1;

    (void)snprintf(path, sizeof path, "%s/stat", thread);
    file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return true;
    size = read(file, text, sizeof text - 1);
    (void)close(file); /* only read from */
    name_end = size > 0 ? strrchr(text, ')') : NULL;
    if (name_end != NULL && strncmp(name_end, ") Z", 3) == 0)
        fail_because("the server has ended by itself");
    return name_end == NULL || strncmp(name_end, ") S", 3) == 0;
}

static void count_threads(pid_t pid, struct look *look)
{
    DIR *folder = open_proc(pid, "task");

    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        if (entry->d_name[0] == '.')
            continue;
        look->holding.threads++;
        look->quiet = look->quiet && sleeps(dirfd(folder), entry->d_name);
    }
    (void)closedir(folder); /* only read from */
}

/* ---- Looking ----------------------------------------------------------- */

static struct look look_at(const struct gauge *gauge)
{
    struct heapmeter_sample sample = {0};
    struct look look = {.quiet = true};

    count_threads(gauge->pid, &look);
    count_descriptors(gauge->pid, &look);
    if (heapmeter_read(&gauge->meter, &sample) < 0)
        fail_because("the heap meter cannot be read: %s", strerror(errno));
    look.quiet = look.quiet && sample.settled;
    look.holding.blocks = (int64_t)sample.blocks;
    look.holding.bytes = (int64_t)sample.bytes;
    look.operations = sample.allocs + sample.frees;
    return look;
}

static bool same(const struct look *a, const struct look *b)
{
    return a->quiet && b->quiet && a->operations == b->operations &&
           a->sockets == b->sockets &&
           a->holding.blocks == b->holding.blocks &&
           a->holding.bytes == b->holding.bytes &&
           a->holding.descriptors == b->holding.descriptors &&
           a->holding.threads == b->holding.threads;
}

static struct look rest(const struct gauge *gauge, unsigned sockets)
{
    struct deadline deadline = deadline_start();
    struct look last = look_at(gauge);
    unsigned equal = 0;

    while (equal < EQUAL ||
           (last.sockets > sockets && equal < EQUAL_WITH_SOCKETS)) {
        struct look now;

        if (!deadline_wait(&deadline))
            fail_because("the server never came to rest");
        now = look_at(gauge);
        equal = same(&last, &now) ? equal + 1 : 0;
        last = now;
    }
    return last;
}

struct holding gauge_rest(const struct gauge *gauge, unsigned clients)
{
    return rest(gauge, gauge->sockets + clients).holding;
}

struct holding holding_minus(const struct holding *after,
                             const struct holding *before)
{
    return (struct holding){
        .bytes = after->bytes - before->bytes,
        .blocks = after->blocks - before->blocks,
        .descriptors = after->descriptors - before->descriptors,
        .threads = after->threads - before->threads,
    };
}

/* ---- Open and close ---------------------------------------------------- */

void gauge_open(struct gauge *gauge, const char *folder, pid_t pid)
{
    if (heapmeter_open(&gauge->meter, folder, pid) < 0)
        fail_because("no heap meter for the server: %s; is "
                     "libheapmeter.so built, and MTLS_INSTRUMENTS its folder?",
                     strerror(errno));
    gauge->pid = pid;
    gauge->sockets = rest(gauge, UINT_MAX).sockets;
}

void gauge_close(struct gauge *gauge)
{
    heapmeter_close(&gauge->meter);
}
