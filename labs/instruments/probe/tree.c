/* SPDX-License-Identifier: MIT */
/*
 * Who is whose child, by /proc/PID/stat.
 */
#include "tree.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct kin {
    pid_t pid, parent;
};

#define ALL_MAX 65536

/* 0 when it has ended, or as good as: a zombie holds nothing. */
static pid_t parent_of(pid_t pid)
{
    char path[64], text[512] = "";
    const char *behind = NULL;
    FILE *file = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return 0;
    (void)!fread(text, 1, sizeof text - 1, file); /* nothing: no ')' */
    (void)fclose(file);                           /* only read from */
    behind = strrchr(text, ')'); /* its name may hold any other byte */
    if (behind == NULL || strlen(behind) < 4 || behind[2] == 'Z' ||
        behind[2] == 'X')
        return 0;
    return (pid_t)strtol(behind + 3, NULL, 10);
}

static size_t read_all(struct kin *kin)
{
    DIR *proc = opendir("/proc");
    const struct dirent *entry = NULL;
    size_t count = 0;

    while (proc != NULL && count < ALL_MAX &&
           (entry = readdir(proc)) != NULL) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > 0)
            kin[count++] = (struct kin){pid, parent_of(pid)};
    }
    if (proc != NULL)
        (void)closedir(proc); /* only read from */
    return count;
}

/* Where the kernel has no lists of children: all processes, by parents. */
static size_t search(pid_t pids[TREE_MAX])
{
    static struct kin kin[ALL_MAX];
    size_t all = read_all(kin);
    size_t count = 1;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < all && count < TREE_MAX; j++) {
            if (kin[j].parent == pids[i])
                pids[count++] = kin[j].pid;
        }
    }
    return count;
}

/* Of one thread: process ids, a blank behind each. -1: there is no list. */
static int add_children(pid_t pid, const char *thread, pid_t pids[TREE_MAX],
                        size_t *count)
{
    char path[384];
    FILE *file = NULL;
    char child[24]; /* a number, and a blank */

    (void)snprintf(path, sizeof path, "/proc/%ld/task/%s/children", (long)pid,
                   thread);
    file = fopen(path, "re");
    if (file == NULL)
        return -1;
    while (*count < TREE_MAX && fscanf(file, "%23s", child) == 1) {
        pid_t one = (pid_t)strtol(child, NULL, 10);

        if (parent_of(one) != 0) /* none that has ended */
            pids[(*count)++] = one;
    }
    (void)fclose(file); /* only read from */
    return 0;
}

static void add_of_threads(pid_t pid, pid_t pids[TREE_MAX], size_t *count)
{
    char path[64];
    DIR *folder = NULL;
    const struct dirent *entry = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    folder = opendir(path);
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.')
            (void)add_children(pid, entry->d_name, pids, count); /* ended */
    }
    if (folder != NULL)
        (void)closedir(folder); /* only read from */
}

size_t tree_of(pid_t root, pid_t pids[TREE_MAX])
{
    size_t count = 1;

    pids[0] = root;
    if (access("/proc/thread-self/children", R_OK) != 0)
        return search(pids);
    for (size_t i = 0; i < count; i++)
        add_of_threads(pids[i], pids, &count);
    return count;
}
