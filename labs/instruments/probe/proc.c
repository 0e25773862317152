/* SPDX-License-Identifier: MIT */
/*
 * Reading /proc/PID.
 */
#include "proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Calls visit for each numbered entry of a folder, until it fails. Returns 0;
 * or -1, with errno.
 */
static int each(const char *path,
                int (*visit)(int folder, const char *name, struct proc *proc),
                struct proc *proc)
{
    DIR *folder = opendir(path);
    const struct dirent *entry = NULL;
    int status = 0;

    if (folder == NULL)
        return -1;
    while (status == 0 && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.')
            status = visit(dirfd(folder), entry->d_name, proc);
    }
    (void)closedir(folder); /* only read from: no error, nor errno */
    return status;
}

static int visit_descriptor(int folder, const char *name, struct proc *proc)
{
    char target[64] = "";

    /* Cut off at the end, and not terminated, which the zeros do. */
    if (readlinkat(folder, name, target, sizeof target - 1) < 0)
        return errno == EACCES ? -1 : 0; /* 0: closed meanwhile */
    proc->descriptors++;
    if (strncmp(target, "socket:", 7) == 0)
        proc->sockets++;
    return 0;
}

/* By open(2), not by stdio: a look at many threads is to take no time. */
static size_t read_file(int folder, const char *path, char *text, size_t size)
{
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, text, size - 1);

    if (file >= 0)
        (void)close(file); /* only read from */
    text[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

static uint64_t number_behind(const char *text, const char *name)
{
    const char *found = strstr(text, name);

    return found != NULL ? strtoull(found + strlen(name), NULL, 10) : 0;
}

/* A zombie is no thread any more. */
static int visit_thread(int folder, const char *name, struct proc *proc)
{
    char path[300], text[8192];
    const char *state = NULL;
    uint64_t waits = 0;

    (void)snprintf(path, sizeof path, "%s/status", name);
    if (read_file(folder, path, text, sizeof text) == 0)
        return 0; /* ended meanwhile */
    waits = number_behind(text, "\nvoluntary_ctxt_switches:");
    if (waits > proc->waits)
        proc->waits = waits;
    proc->switches +=
        waits + number_behind(text, "\nnonvoluntary_ctxt_switches:");
    state = strstr(text, "\nState:");
    if (state == NULL)
        return 0;
    state += strlen("\nState:");
    state += strspn(state, " \t");
    if (*state == 'Z' || *state == 'X')
        return 0;
    proc->threads++;
    proc->asleep = proc->asleep && *state == 'S';
    return 0;
}

static int read_pages(pid_t pid, struct proc *proc)
{
    char path[64];
    char text[128] = "";
    const char *pages = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    if (read_file(AT_FDCWD, path, text, sizeof text) > 0)
        pages = strchr(text, ' '); /* the second number: resident pages */
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
    int status = 0;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    if (read_pages(pid, &now) < 0 || each(path, visit_thread, &now) < 0 ||
        now.threads == 0) {
        errno = ESRCH;
        return -1;
    }
    /* Behind the threads: then these hold, if no thread has run till next. */
    if (last != NULL && has_not_run(last, &now)) {
        now.descriptors = last->descriptors;
        now.sockets = last->sockets;
    } else {
        (void)snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
        status = each(path, visit_descriptor, &now);
    }
    *proc = now;
    return status;
}

int proc_read(pid_t pid, struct proc *proc)
{
    return proc_read_again(pid, NULL, proc);
}
