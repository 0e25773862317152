/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into a server: leaks as one does not expect. MEASURE_ODD says how.
 */
/* RTLD_NEXT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Not sys/socket.h: there the address may be of any of many types. */
struct sockaddr;
int accept4(int fd, struct sockaddr *address, unsigned *size, int flags);
int accept(int fd, struct sockaddr *address, unsigned *size);

/* They have to be kept somewhere, or the compiler leaves malloc out. */
void *volatile odd_last;
static char *volatile odd_one;

static void odd_lose(size_t size)
{
    odd_last = malloc(size);
}

static void odd_extend(size_t size)
{
    char *more = realloc(odd_one, size);

    if (more != NULL)
        odd_one = more;
}

/* The same each time; about each seventh, and now and then two in a row. */
static int by_chance(void)
{
    static uint32_t seed = 1;

    seed = seed * 1664525U + 1013904223U;
    return (seed >> 16) % 7 == 0;
}

/*
 * As of a language that frees what nobody needs when it likes: all at once. So
 * much that windows of 64 and 128 steps go down, too, wherever they begin.
 */
static void make_garbage(void)
{
    static void *volatile garbage[1000];
    static size_t count;

    if (count == 1000) {
        while (count > 0)
            free(garbage[--count]);
    }
    for (int i = 0; i < 100; i++)
        garbage[count++] = malloc(100);
}

static int is(const char *what)
{
    const char *odd = getenv("MEASURE_ODD");

    return odd != NULL && strcmp(odd, what) == 0;
}

static int at_accept(int client)
{
    static size_t calls, room;

    if (client < 0)
        return client;
    calls++;
    if (is("garbage")) {
        make_garbage();
        odd_extend(100 * calls); /* more bytes than are lost */
    }
    if ((is("seventh") && calls % 7 == 0) || (is("chance") && by_chance()))
        odd_lose(24);
    else if (is("realloc"))
        odd_extend(24 * calls); /* one block, longer and longer */
    else if (is("doubling") && calls > room)
        odd_extend(24 * (room = 2 * calls));
    return client;
}

int accept4(int fd, struct sockaddr *address, unsigned *size, int flags)
{
    static int (*next)(int, struct sockaddr *, unsigned *, int);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "accept4");
    return at_accept(next(fd, address, size, flags));
}

int accept(int fd, struct sockaddr *address, unsigned *size)
{
    static int (*next)(int, struct sockaddr *, unsigned *);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "accept");
    return at_accept(next(fd, address, size));
}

int close(int fd)
{
    static int (*next)(int);
    struct stat status;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "close");
    if ((is("close") || is("garbage")) && fstat(fd, &status) == 0 &&
        S_ISSOCK(status.st_mode))
        odd_lose(24);
    return next(fd);
}
