/* SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "heapmeter/identity.h"

static bool has_ended(pid_t pid)
{
    return kill(pid, 0) != 0 && errno == ESRCH;
}

/* Whose file it is; 0: not of a process that we could know. */
static pid_t whose(const char *name)
{
    char known[64];
    pid_t pid;
    int length;

    name += *name == '.'; /* of the stacks */
    pid = (pid_t)strtol(name, NULL, 10);
    if (pid <= 0)
        return 0;
    length = identity_file(known, sizeof known, "", pid) - 1; /* but for / */
    return strncmp(name, known + 1, (size_t)length) == 0 ? pid : 0;
}

void sweep_ended(const char *meters)
{
    DIR *folder = opendir(meters);
    const struct dirent *entry = NULL;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        pid_t pid = whose(entry->d_name);

        if (pid != 0 && has_ended(pid)) /* or else it stays to the end */
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder != NULL)
        (void)closedir(folder); /* only read from */
}
