/* SPDX-License-Identifier: MIT */
/* RTLD_NEXT */
#define _GNU_SOURCE
#include "fails.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct points *points;
/* The linker's: __start_ and __stop_ of a section of this name, if any. */
extern const char __executable_start[];
extern const char __start_tortured[] __attribute__((weak));
extern const char __stop_tortured[] __attribute__((weak));

__attribute__((constructor)) static void map_points(void)
{
    const char *path = getenv("MTLS_POINTS");
    int file = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *map = MAP_FAILED;

    if (file >= 0)
        map = mmap(NULL, sizeof *points, PROT_READ | PROT_WRITE, MAP_SHARED,
                   file, 0);
    if (map == MAP_FAILED)
        abort(); /* nothing would fail, and every test would pass */
    (void)close(file);
    points = map;
}

/* Where only one module is tortured, the grader has put it into a section. */
static bool is_tortured(const char *caller)
{
    return __start_tortured == NULL ||
           (caller >= __start_tortured && caller < __stop_tortured);
}

bool point_fails(const char *name, const void *caller)
{
    unsigned long chosen = points != NULL ? atomic_load(&points->fail_at) : 0;

    if (chosen == 0 || !is_tortured(caller) ||
        atomic_fetch_add(&points->count, 1) + 1 != chosen)
        return false;
    (void)snprintf(points->failed, sizeof points->failed, "%s", name);
    atomic_store(&points->caller,
                 (unsigned long)((const char *)caller - __executable_start));
    return true;
}

/* ---- Those with a sequence of arguments ----------------------------- */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) /* which makes no file */
{
    if (!FAILS_NOW(open))
        return __real_open(path, flags);
    errno = EMFILE;
    return -1;
}

int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...)
{
    if (!FAILS_NOW(openat))
        return __real_openat(folder, path, flags);
    errno = EMFILE;
    return -1;
}

int __real_fcntl(int file, int command, ...);
int __wrap_fcntl(int file, int command, ...);
int __wrap_fcntl(int file, int command, ...)
{
    va_list arguments;
    int number = 0;

    va_start(arguments, command);
    if (command != F_GETFD)
        number = va_arg(arguments, int);
    va_end(arguments);
    if (!FAILS_NOW(fcntl))
        return __real_fcntl(file, command, number);
    errno = EMFILE;
    return -1;
}

/* The log's disk is full; a pipe of the server's own cannot be. */
ssize_t __real_write(int file, const void *from, size_t size);
ssize_t __wrap_write(int file, const void *from, size_t size);
ssize_t __wrap_write(int file, const void *from, size_t size)
{
    if (file != STDERR_FILENO || !FAILS_NOW(write))
        return __real_write(file, from, size);
    errno = ENOSPC;
    return -1;
}

/* Whether it fails or not, what it is given by "o" is no more the caller's. */
json_t *__wrap_json_pack(const char *format, ...);
json_t *__wrap_json_pack(const char *format, ...)
{
    va_list arguments;
    json_t *json = NULL;

    va_start(arguments, format);
    json = json_vpack_ex(NULL, 0, format, arguments);
    va_end(arguments);
    if (!FAILS_NOW(json_pack))
        return json;
    json_decref(json);
    return NULL;
}

int __real_json_array_append_new(json_t *array, json_t *value);
int __wrap_json_array_append_new(json_t *array, json_t *value);
int __wrap_json_array_append_new(json_t *array, json_t *value)
{
    if (!FAILS_NOW(json_array_append_new))
        return __real_json_array_append_new(array, value);
    json_decref(value);
    return -1;
}

/* ---- Of libmicrohttpd ----------------------------------------------- */

/* Ours is in its place, and makes the call of the kernel: admission.c. */
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
    va_list arguments;
    long given[4];

    va_start(arguments, number);
    for (size_t i = 0; i < 4; i++)
        given[i] = va_arg(arguments, long);
    va_end(arguments);
    /* epoll_ctl is libmicrohttpd's call: rounds.c hands it on. */
    if (number != SYS_accept4 || !FAILS_NOW(accept4))
        return __real_syscall(number, given[0], given[1], given[2], given[3]);
    errno = ENFILE;
    return -1;
}

union symbol { /* C has no cast between objects and functions */
    void *object;
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                  void *);
};

int pthread_create(pthread_t *thread, const pthread_attr_t *how,
                   void *(*begin)(void *), void *object)
{
    union symbol real = {dlsym(RTLD_NEXT, "pthread_create")};

    return FAILS_NOW(pthread_create) ? EAGAIN
                                     : real.create(thread, how, begin, object);
}
