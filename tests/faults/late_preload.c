/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into the server: who wants to take the listening socket out of an
 * epoll set is held for a moment, and who wants it meanwhile comes first.
 */
/* syscall(2), and RTLD_NEXT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef long call(long number, ...);

static void come_late(int descriptor)
{
    static const struct timespec moment = {.tv_nsec = 20000000};
    static atomic_flag held = ATOMIC_FLAG_INIT;
    int listens = 0;
    socklen_t size = sizeof listens;

    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) !=
            0 ||
        !listens || atomic_flag_test_and_set(&held))
        return;
    (void)nanosleep(&moment, NULL);
    atomic_flag_clear(&held);
}

/* The server's own epoll_ctl() comes by here. */
long syscall(long number, ...)
{
    call *real = NULL;
    long given[6];
    va_list rest;

    /* ISO C knows no such conversion; POSIX asks for it (dlsym). */
    *(void **)&real = dlsym(RTLD_NEXT, "syscall");
    if (real == NULL)
        abort();
    va_start(rest, number);
    for (size_t i = 0; i < 6; i++)
        given[i] = va_arg(rest, long);
    va_end(rest);
    if (number == SYS_epoll_ctl && given[1] == EPOLL_CTL_DEL)
        come_late((int)given[2]);
    return real(number, given[0], given[1], given[2], given[3], given[4],
                given[5]);
}

/* And the library's, if the server has none. */
int epoll_ctl(int epoll, int operation, int descriptor,
              struct epoll_event *event)
{
    return (int)syscall(SYS_epoll_ctl, (long)epoll, (long)operation,
                        (long)descriptor, event);
}
