/* SPDX-License-Identifier: MIT */
/*
 * Stands in for the exec functions. Until the next program has loaded the
 * meter, if it ever does, the numbers of the one before must not pass for its
 * own: the file says so. All this may be called in a signal handler, and by
 * the child of a vfork, where the memory is the parent's.
 */
/* _GNU_SOURCE: execvpe, execveat */
#define _GNU_SOURCE
#include "counters.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "rivals.h"

#define ENTRY __attribute__((visibility("default")))

static const char refusal[] =
    "it has replaced itself by exec; what it runs now has not loaded the "
    "meter: it is statically linked, setuid, without LD_PRELOAD, or just "
    "starting; or it said on stderr why it has no file";

_Static_assert(sizeof refusal <= HEAPMETER_REFUSAL_MAX, "room for it");

static int (*next_execve)(const char *, char *const[], char *const[]);
static int (*next_execvpe)(const char *, char *const[], char *const[]);
static int (*next_fexecve)(int, char *const[], char *const[]);
static int (*next_execveat)(int, const char *, char *const[], char *const[],
                            int);

/* At the start: looking up is no thing for a signal handler. */
__attribute__((constructor)) static void look_up(void)
{
    *(void **)&next_execve = rivals_next("execve");
    *(void **)&next_execvpe = rivals_next("execvpe");
    *(void **)&next_fexecve = rivals_next("fexecve");
    *(void **)&next_execveat = rivals_next("execveat");
}

/* The first letter is what the reader goes by: it comes last, goes first. */
static bool leave(void)
{
    struct heapmeter_layout *page = &meter_area.page;

    if (page->pid != getpid() || page->refusal[0] != '\0')
        return false; /* a vfork's child, or never metered */
    memcpy(page->refusal + 1, refusal + 1, sizeof refusal - 1);
    atomic_thread_fence(memory_order_release);
    page->refusal[0] = refusal[0];
    return true;
}

/* After an exec that failed: 'errno' is the program's to see. */
static int stay(bool left)
{
    if (left)
        meter_area.page.refusal[0] = '\0';
    return -1;
}

/* ---- By array -------------------------------------------------------- */

ENTRY int execve(const char *path, char *const argv[], char *const envp[])
{
    bool left = leave();

    (void)next_execve(path, argv, envp);
    return stay(left);
}

ENTRY int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

ENTRY int execvpe(const char *file, char *const argv[], char *const envp[])
{
    bool left = leave();

    (void)next_execvpe(file, argv, envp);
    return stay(left);
}

ENTRY int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

ENTRY int fexecve(int fd, char *const argv[], char *const envp[])
{
    bool left = leave();

    (void)next_fexecve(fd, argv, envp);
    return stay(left);
}

/* In C libraries from 2.34 on. */
ENTRY int execveat(int fd, const char *path, char *const argv[],
                   char *const envp[], int flags)
{
    bool left = leave();

    if (next_execveat != NULL)
        (void)next_execveat(fd, path, argv, envp, flags);
    else
        errno = ENOSYS;
    return stay(left);
}

/* ---- By list --------------------------------------------------------- */

static size_t count(const char *name, va_list *list)
{
    va_list ahead;
    size_t n = name != NULL ? 1 : 0;

    va_copy(ahead, *list);
    while (n > 0 && va_arg(ahead, char *) != NULL)
        n++;
    va_end(ahead);
    return n;
}

/* N arguments, of which NAME is the first, and the NULL at their end. */
static void fill(char **argv, size_t n, const char *name, va_list *list)
{
    argv[0] = (char *)(uintptr_t)name;
    for (size_t i = 1; i <= n; i++)
        argv[i] = va_arg(*list, char *);
}

ENTRY int execl(const char *path, const char *name, ...)
{
    va_list list;

    va_start(list, name);
    size_t n = count(name, &list);
    char *argv[n + 1];
    fill(argv, n, name, &list);
    va_end(list);
    return execv(path, argv);
}

ENTRY int execlp(const char *file, const char *name, ...)
{
    va_list list;

    va_start(list, name);
    size_t n = count(name, &list);
    char *argv[n + 1];
    fill(argv, n, name, &list);
    va_end(list);
    return execvp(file, argv);
}

ENTRY int execle(const char *path, const char *name, ...)
{
    va_list list;

    va_start(list, name);
    size_t n = count(name, &list);
    char *argv[n + 1];
    fill(argv, n, name, &list);
    char *const *envp = va_arg(list, char *const *);
    va_end(list);
    return execve(path, argv, envp);
}
