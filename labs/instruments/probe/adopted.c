/* SPDX-License-Identifier: MIT */
#include "adopted.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failure.h"

static bool adopting;

void adopted_begin(void)
{
    assert_system_ok(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    adopting = true;
}

/* One that has ended is no process any more: nobody else would wait for it. */
static bool lives(long pid)
{
    char path[64], state = 'Z';
    FILE *stat = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    stat = fopen(path, "re");
    if (stat == NULL)
        return false;
    if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
        state = '?';    /* a name with a bracket in it */
    (void)fclose(stat); /* only read from */
    return state != 'Z';
}

/* Calls it for each that lives. Returns how many those were, or -1. */
static long each(void (*visit)(pid_t pid))
{
    char path[64], word[32];
    long count = 0;
    FILE *children = NULL;

    (void)snprintf(path, sizeof path, "/proc/self/task/%ld/children",
                   (long)getpid());
    children = fopen(path, "re");
    if (children == NULL)
        return -1; /* a kernel without CONFIG_PROC_CHILDREN */
    while (fscanf(children, "%31s", word) == 1) {
        long pid = strtol(word, NULL, 10);

        if (!lives(pid))
            continue;
        count++;
        if (visit != NULL)
            visit((pid_t)pid);
    }
    (void)fclose(children); /* only read from */
    return count;
}

long adopted_count(void)
{
    long count = adopting ? each(NULL) : 0;

    return count > 0 ? count : 0;
}

static void end(pid_t pid)
{
    (void)kill(pid, SIGKILL); /* our child, by birth or not */
}

/*
 * Those of one that ends are adopted in their turn: nobody is left only when
 * there is nobody to wait for. A list of those that live may have been read
 * before one of them ended, and left us others.
 */
void adopted_end(void)
{
    if (!adopting)
        return;
    while (each(end) >= 0 && (waitpid(-1, NULL, 0) > 0 || errno == EINTR))
        continue;
}
