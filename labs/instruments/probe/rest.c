/* SPDX-License-Identifier: MIT */
/*
 * Whether a process is at rest.
 */
#define _POSIX_C_SOURCE 200809L
#include "rest.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- Sockets ------------------------------------------------------------ */

static bool is_socket(const char *folder, const char *name)
{
    char path[384], target[64];
    ssize_t length = 0;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return false; /* closed meanwhile */
    target[length] = '\0';
    return strncmp(target, "socket:", 7) == 0;
}

unsigned rest_sockets(pid_t pid)
{
    const struct dirent *entry = NULL;
    unsigned count = 0;
    char path[64];
    DIR *folder = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    folder = opendir(path);
    if (folder == NULL)
        return 0;
    while ((entry = readdir(folder)) != NULL)
        count += is_socket(path, entry->d_name);
    (void)closedir(folder); /* only read from */
    return count;
}

/* ---- Threads ------------------------------------------------------------ */

struct activity {
    unsigned long switches; /* of all threads, to and from a CPU */
    unsigned threads;
    bool asleep;
};

static void add_thread(struct activity *activity, const char *folder,
                       const char *name)
{
    char path[384], line[128];
    FILE *status = NULL;

    (void)snprintf(path, sizeof path, "%s/%s/status", folder, name);
    status = fopen(path, "re");
    if (status == NULL)
        return; /* a thread that has ended */
    activity->threads++;
    while (fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "State:", 6) == 0)
            activity->asleep &= line[strcspn(line, "\t") + 1] == 'S';
        else if (strstr(line, "_ctxt_switches:") != NULL)
            activity->switches += strtoul(strchr(line, ':') + 1, NULL, 10);
    }
    (void)fclose(status); /* only read from */
}

static struct activity look(pid_t pid)
{
    struct activity activity = {.asleep = true};
    const struct dirent *entry = NULL;
    char path[64];
    DIR *folder = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    folder = opendir(path);
    if (folder == NULL)
        return activity;
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            add_thread(&activity, path, entry->d_name);
    (void)closedir(folder); /* only read from */
    return activity;
}

bool rest_asleep(pid_t pid)
{
    const struct timespec moment = {.tv_nsec = 10000000}; /* 10 ms */
    struct activity before = look(pid);
    struct activity after;

    if (!before.asleep)
        return false;
    (void)nanosleep(&moment, NULL); /* cut short: asked again */
    after = look(pid);
    return after.asleep && after.threads == before.threads &&
           after.switches == before.switches;
}
