/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into a server: loses one byte at each accept, so that a job which
 * measures that server is seen to fail. README.md has the job.
 */
/* RTLD_NEXT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

#ifndef LOST
#define LOST 1 /* byte */
#endif

/* Not sys/socket.h: there the address may be of any of many types. */
struct sockaddr;
int accept4(int fd, struct sockaddr *address, unsigned *size, int flags);
int accept(int fd, struct sockaddr *address, unsigned *size);

/* It has to be kept somewhere, or the compiler leaves malloc out. */
void *volatile lose_last;

static void lose_a_block(void)
{
    lose_last = malloc(LOST);
}

int accept4(int fd, struct sockaddr *address, unsigned *size, int flags)
{
    static int (*next)(int, struct sockaddr *, unsigned *, int);
    int client = -1;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "accept4");
    client = next(fd, address, size, flags);
    if (client >= 0)
        lose_a_block();
    return client;
}

int accept(int fd, struct sockaddr *address, unsigned *size)
{
    static int (*next)(int, struct sockaddr *, unsigned *);
    int client = -1;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "accept");
    client = next(fd, address, size);
    if (client >= 0)
        lose_a_block();
    return client;
}
