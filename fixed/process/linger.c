/* SPDX-License-Identifier: MIT */
/* pipe2() is beyond POSIX 2008. */
#define _GNU_SOURCE
#include "process/linger.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process/clock.h"

#define LAST_MILLISECONDS 1000 /* at the end of the process */
#define READS_MAX 16 /* at a time: one client is not to keep the others */
#define ROOM (2 * LINGER_MAX)

/* The oldest first. Only linger_wait() takes sockets out, and closes them. */
static struct {
    int socket;
    int64_t until; /* milliseconds, CLOCK_MONOTONIC */
    size_t left;   /* of LINGER_BYTES */
} waiting[ROOM];
static unsigned count;
static unsigned limit;
static int wake[2] = {-1, -1}; /* a pipe: a byte says that there is news */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Reads and forgets, `*left` at most. Returns whether more can come. */
static bool discard(int socket, size_t *left)
{
    char scratch[4096];
    ssize_t got = 1;

    for (int i = 0; i < READS_MAX && got > 0; i++) {
        do {
            got = recv(socket, scratch, sizeof scratch, MSG_DONTWAIT);
        } while (got < 0 && errno == EINTR);
        if (got > 0 && (size_t)got > *left)
            return false;
        *left -= got > 0 ? (size_t)got : 0;
    }
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

int linger_start(unsigned most)
{
    limit = most < LINGER_MAX ? most : LINGER_MAX;
    return pipe2(wake, O_CLOEXEC | O_NONBLOCK);
}

void linger_before_close(int socket)
{
    size_t left = LINGER_BYTES;
    int copy = -1;

    if (limit == 0 || !discard(socket, &left))
        return; /* the client has closed: a close loses nothing */
    copy = fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return;
    (void)shutdown(socket, SHUT_WR);  /* or it is not connected any more */
    (void)pthread_mutex_lock(&mutex); /* cannot fail: a static mutex */
    if (count < ROOM) {
        waiting[count].socket = copy;
        waiting[count].left = left;
        waiting[count++].until = clock_now() + (int64_t)LINGER_SECONDS * 1000;
        copy = -1;
    }
    (void)pthread_mutex_unlock(&mutex);
    if (copy >= 0)
        (void)close(copy);
    if (write(wake[1], "", 1) < 0)
        return; /* a full pipe says it, too */
}

/* What to poll. Returns how many; *until is when the oldest is over. */
static nfds_t look(struct pollfd *polled, int64_t *until)
{
    nfds_t size = 0;

    (void)pthread_mutex_lock(&mutex);
    if (count > 0 && waiting[0].until < *until)
        *until = waiting[0].until;
    for (; size < count; size++)
        polled[size] =
            (struct pollfd){.fd = waiting[size].socket, .events = POLLIN};
    (void)pthread_mutex_unlock(&mutex);
    return size;
}

/* Closes who is done. What has been polled are the first of those waiting. */
static void sweep(const struct pollfd *polled, nfds_t size)
{
    unsigned kept = 0;
    unsigned over = 0;

    (void)pthread_mutex_lock(&mutex);
    over = count > limit ? count - limit : 0;
    for (unsigned i = 0; i < count; i++) {
        bool ready = i < size && polled[i].revents != 0;

        if (i >= over && waiting[i].until > clock_now() &&
            (!ready || discard(waiting[i].socket, &waiting[i].left)))
            waiting[kept++] = waiting[i];
        else
            (void)close(waiting[i].socket); /* only read from */
    }
    count = kept;
    (void)pthread_mutex_unlock(&mutex);
}

bool linger_wait(int descriptor, int milliseconds)
{
    int64_t end = milliseconds < 0 ? INT64_MAX : clock_now() + milliseconds;
    struct pollfd polled[2 + ROOM] = {{.fd = descriptor, .events = POLLIN},
                                      {.fd = wake[0], .events = POLLIN}};
    char news[64];

    do {
        int64_t until = end;
        nfds_t size = look(polled + 2, &until);
        int64_t wait = until - clock_now();

        if (wait > INT_MAX)
            wait = -1;
        else if (wait < 0)
            wait = 0;
        if (poll(polled, size + 2, (int)wait) < 0)
            return false; /* interrupted: the caller asks again */
        while (read(wake[0], news, sizeof news) > 0) {
        }
        sweep(polled + 2, size);
    } while (polled[0].revents == 0 && clock_now() < end);
    return polled[0].revents != 0;
}

void linger_stop(bool wait)
{
    int64_t end = clock_now() + LAST_MILLISECONDS;

    while (wait && count > 0 && clock_now() < end)
        (void)linger_wait(-1, 20);
    limit = 0; /* now all are too many */
    (void)linger_wait(-1, 0);
    for (int i = 0; i < 2; i++) {
        if (wake[i] >= 0)
            (void)close(wake[i]);
        wake[i] = -1;
    }
}
