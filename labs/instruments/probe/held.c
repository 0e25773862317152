/* SPDX-License-Identifier: MIT */
/*
 * Reading /proc/PID/maps, fd and task/TID/children.
 */
#include "held.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Mappings -------------------------------------------------------- */

/* "5581e0b2c000-5581e0b4d000 rw-p 00000000 00:00 0          [heap]" */
static void count_mapping(const char *line, struct held *held)
{
    char *end = NULL;
    unsigned long long from = strtoull(line, &end, 16);
    unsigned long long to = *end == '-' ? strtoull(end + 1, NULL, 16) : from;

    if (strstr(line, "[heap]") != NULL)
        return;
    held->mapped += (int64_t)(to - from);
    held->mappings++;
}

static int read_maps(pid_t pid, struct held *held)
{
    char path[64], line[512];
    FILE *maps = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/maps", (long)pid);
    maps = fopen(path, "re");
    if (maps == NULL)
        return -1;
    while (fgets(line, sizeof line, maps) != NULL)
        count_mapping(line, held);
    (void)fclose(maps); /* only read from */
    return 0;
}

/* ---- Descriptors and children ---------------------------------------- */

static void count_descriptor(const char *path, struct held *held)
{
    char target[64] = "";

    /* Cut off at the end, and not terminated, which the zeros do. */
    if (readlink(path, target, sizeof target - 1) < 0)
        return; /* closed meanwhile */
    held->sockets += strncmp(target, "socket:", 7) == 0;
    held->pipes += strncmp(target, "pipe:", 5) == 0;
    held->memories += strncmp(target, "/memfd:", 7) == 0;
}

/* Of one thread: their process ids, a blank behind each. */
static void count_children(const char *path, struct held *held)
{
    char name[400];
    FILE *children = NULL;
    int c = 0;

    (void)snprintf(name, sizeof name, "%s/children", path);
    children = fopen(name, "re");
    if (children == NULL)
        return; /* ended meanwhile, or a kernel without CONFIG_PROC_CHILDREN */
    while ((c = getc(children)) != EOF)
        held->children += c == ' ';
    (void)fclose(children); /* only read from */
}

static int each(pid_t pid, const char *name,
                void (*visit)(const char *path, struct held *held),
                struct held *held)
{
    char path[64];
    DIR *folder = NULL;
    const struct dirent *entry = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
    folder = opendir(path);
    if (folder == NULL)
        return -1;
    while ((entry = readdir(folder)) != NULL) {
        char full[384];

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(full, sizeof full, "%s/%s", path, entry->d_name);
        visit(full, held);
    }
    (void)closedir(folder); /* only read from */
    return 0;
}

int held_read(pid_t pid, struct held *held)
{
    *held = (struct held){0};
    if (read_maps(pid, held) < 0 ||
        each(pid, "fd", count_descriptor, held) < 0)
        return -1;
    return each(pid, "task", count_children, held);
}

void held_add(struct held *sum, const struct held *more)
{
    sum->mapped += more->mapped;
    sum->mappings += more->mappings;
    sum->sockets += more->sockets;
    sum->pipes += more->pipes;
    sum->memories += more->memories;
    sum->children += more->children;
}

struct held held_minus(const struct held *after, const struct held *before)
{
    return (struct held){.mapped = after->mapped - before->mapped,
                         .mappings = after->mappings - before->mappings,
                         .sockets = after->sockets - before->sockets,
                         .pipes = after->pipes - before->pipes,
                         .memories = after->memories - before->memories,
                         .children = after->children - before->children};
}
