/* SPDX-License-Identifier: MIT */
/* syscall() is beyond POSIX 2008. */
#define _GNU_SOURCE
#include "process/rounds.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define THREADS_MAX 80 /* --threads and the few others */
#define PAUSE_MAX 512  /* milliseconds: time-outs are seconds */

static int longest; /* milliseconds; 0: nobody looks. Set before threads. */
static atomic_uint threads;
static atomic_ulong rounds[THREADS_MAX];

static _Thread_local unsigned place; /* 0: none yet */
static _Thread_local int pause_next; /* milliseconds; 0: none is due */
static _Thread_local bool thinking;  /* a client, in the round before */
static _Thread_local bool full;      /* there was no room for more */

/*
 * Without a mask epoll_pwait() does what the hidden epoll_wait() does. When as
 * many came as there is room for, libmicrohttpd asks for more before it looks
 * at them, and would wait for those: its clients would, for each other.
 */
int epoll_wait(int epoll, struct epoll_event *events, int size,
               int milliseconds)
{
    bool spins = milliseconds == 0 && thinking;
    int came = 0;

    thinking = false;
    if (spins)
        milliseconds = pause_next;
    if (longest > 0) {
        if (place == 0)
            place = atomic_fetch_add(&threads, 1) + 1;
        if (place <= THREADS_MAX)
            atomic_fetch_add(&rounds[place - 1], 1);
        if (milliseconds < 0 || milliseconds > longest)
            milliseconds = longest;
    }
    came = epoll_pwait(epoll, events, size, full ? 0 : milliseconds, NULL);
    full = came == size;
    if (!spins || came != 0)
        pause_next = 0;
    else if (pause_next < PAUSE_MAX)
        pause_next = pause_next > 0 ? 2 * pause_next : 1;
    return came;
}

/*
 * MHD_quiesce_daemon() takes the listening socket out of a thread's set, and
 * so does that thread, in MHD_epoll(). The second finds it gone. In two of the
 * four places libmicrohttpd (0.9.75 to 1.0.1) aborts then, though the socket
 * is where it is meant to be: outside.
 */
int epoll_ctl(int epoll, int operation, int descriptor,
              struct epoll_event *event)
{
    int code =
        (int)syscall(SYS_epoll_ctl, epoll, operation, descriptor, event);

    return operation == EPOLL_CTL_DEL && code < 0 && errno == ENOENT ? 0
                                                                     : code;
}

void rounds_watch(int milliseconds)
{
    longest = milliseconds;
}

unsigned rounds_stuck(void)
{
    static unsigned long before[THREADS_MAX];
    static unsigned known; /* as of the last call */
    unsigned stuck = 0;

    for (unsigned i = 0; i < known; i++)
        stuck += atomic_load(&rounds[i]) == before[i];
    known = atomic_load(&threads);
    if (known > THREADS_MAX)
        known = THREADS_MAX;
    for (unsigned i = 0; i < known; i++)
        before[i] = atomic_load(&rounds[i]);
    return stuck;
}

void rounds_moved(void)
{
    pause_next = 0;
}

void rounds_thinking(void)
{
    thinking = true;
}
