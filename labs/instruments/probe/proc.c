/* SPDX-License-Identifier: MIT */
/*
 * Reading /proc/PID.
 */
#include "proc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Calls visit for each numbered entry of a folder. Returns 0 or -1. */
static int each(const char *path,
                void (*visit)(const char *path, struct proc *proc),
                struct proc *proc)
{
    DIR *folder = opendir(path);
    const struct dirent *entry = NULL;

    if (folder == NULL)
        return -1;
    while ((entry = readdir(folder)) != NULL) {
        char name[384];

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        visit(name, proc);
    }
    (void)closedir(folder); /* only read from */
    return 0;
}

static void visit_descriptor(const char *path, struct proc *proc)
{
    char target[64] = "";

    /* Cut off at the end, and not terminated, which the zeros do. */
    if (readlink(path, target, sizeof target - 1) < 0)
        return; /* closed meanwhile */
    proc->descriptors++;
    if (strncmp(target, "socket:", 7) == 0)
        proc->sockets++;
}

/* A zombie is no thread any more. */
static void visit_thread(const char *path, struct proc *proc)
{
    char name[400], line[128];
    char state = 'Z';
    FILE *status = NULL;

    (void)snprintf(name, sizeof name, "%s/status", path);
    status = fopen(name, "re");
    if (status == NULL)
        return; /* ended meanwhile */
    while (fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "State:", 6) == 0)
            state = line[6 + strspn(line + 6, " \t")];
        else if (strstr(line, "_ctxt_switches:") != NULL)
            proc->switches += strtoull(strchr(line, ':') + 1, NULL, 10);
    }
    (void)fclose(status); /* only read from */
    if (state == 'Z' || state == 'X')
        return;
    proc->threads++;
    proc->asleep = proc->asleep && state == 'S';
}

static int read_pages(pid_t pid, struct proc *proc)
{
    char path[64];
    char text[128] = "";
    char *pages = NULL;
    FILE *statm = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    statm = fopen(path, "re");
    if (statm == NULL)
        return -1;
    if (fgets(text, sizeof text, statm) != NULL)
        pages = strchr(text, ' '); /* the second number: resident pages */
    (void)fclose(statm);           /* only read from */
    if (pages == NULL)
        return -1;
    proc->rss_bytes =
        strtoull(pages, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
    return 0;
}

/* Only its own threads open and close its descriptors. */
static bool has_not_run(const struct proc *last, const struct proc *proc)
{
    return last->asleep && proc->asleep && last->threads == proc->threads &&
           last->switches == proc->switches;
}

int proc_read_again(pid_t pid, const struct proc *last, struct proc *proc)
{
    struct proc now = {.asleep = true};
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    if (read_pages(pid, &now) < 0 || each(path, visit_thread, &now) < 0 ||
        now.threads == 0)
        return -1;
    /* Behind the threads: then these hold, if no thread has run till next. */
    if (last != NULL && has_not_run(last, &now)) {
        now.descriptors = last->descriptors;
        now.sockets = last->sockets;
    } else {
        (void)snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
        if (each(path, visit_descriptor, &now) < 0)
            return -1;
    }
    *proc = now;
    return 0;
}

int proc_read(pid_t pid, struct proc *proc)
{
    return proc_read_again(pid, NULL, proc);
}
