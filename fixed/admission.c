/* SPDX-License-Identifier: MIT */
/* syscall() and accept4() are beyond POSIX 2008. */
#define _GNU_SOURCE
#include "admission.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process/linger.h"
#include "process/log.h"
#include "process/net.h"

static unsigned per_address = UINT_MAX;
static long all = LONG_MAX;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* A descriptor to give up for a moment, and take a client with. */
static int kept = INT_MAX; /* none before admission_start() */

/* Takes it, if it is not there: another thread may have been faster. */
static void keep(void)
{
    if (kept < 0)
        kept = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* ---- Places, by address ------------------------------------------------ */

struct place {
    unsigned count;
    unsigned char key[17]; /* the address; of IPv6 its network, a /64 */
};

static void *places; /* by tsearch(3): those that somebody has */

/* Counted, and not yet a connection: this thread is making it. */
static _Thread_local struct place *asked;

static void set_key(struct place *place, const struct sockaddr *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    place->key[0] = (unsigned char)address->sa_family;
    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        memcpy(place->key + 1, &in.sin_addr, sizeof in.sin_addr);
    } else if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        memcpy(place->key + 1, &in6.sin6_addr,
               IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr) ? 16 : 8);
    }
}

static int compare(const void *a, const void *b)
{
    return memcmp(((const struct place *)a)->key,
                  ((const struct place *)b)->key,
                  sizeof((struct place *)0)->key);
}

/* Under the lock. The place of that address, made if there is none; or NULL. */
static struct place *place_of(const struct sockaddr *address)
{
    struct place *place = calloc(1, sizeof *place);
    struct place **found = NULL;

    if (place == NULL)
        return NULL;
    set_key(place, address);
    found = tsearch(place, &places, compare);
    if (found == NULL || *found != place)
        free(place);
    return found != NULL ? *found : NULL;
}

/* Under the lock. */
static void give_back(struct place *place)
{
    if (place == NULL || --place->count > 0)
        return;
    (void)tdelete(place, &places, compare);
    free(place);
}

static void log_met(enum limit limit, const struct sockaddr *address)
{
    char text[NET_ADDRESS_SIZE] = "";

    net_address(address, text);
    log_limit(limit, text);
}

enum MHD_Result admission_ask(void *unused, const struct sockaddr *address,
                              socklen_t length)
{
    struct place *place = NULL;
    bool full = false;

    (void)unused, (void)length;
    (void)pthread_mutex_lock(&mutex); /* cannot fail: a plain, static mutex */
    give_back(asked);                 /* that one has come to nothing */
    place = place_of(address);
    full = place != NULL && place->count == per_address;
    asked = full ? NULL : place;
    if (asked != NULL)
        asked->count++;
    (void)pthread_mutex_unlock(&mutex);
    if (full)
        log_met(LIMIT_PER_ADDRESS, address);
    return asked != NULL ? MHD_YES : MHD_NO;
}

static const struct sockaddr *address_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection,
                                   MHD_CONNECTION_INFO_CLIENT_ADDRESS)
        ->client_addr;
}

void admission_enter(struct MHD_Connection *connection)
{
    asked = NULL;
    if (metrics_connection(1) == all)
        log_met(LIMIT_CONNECTIONS, address_of(connection));
}

void admission_leave(struct MHD_Connection *connection)
{
    struct place wanted = {.count = 0};
    struct place **found = NULL;

    (void)metrics_connection(-1);
    set_key(&wanted, address_of(connection));
    (void)pthread_mutex_lock(&mutex);
    found = tfind(&wanted, &places, compare);
    give_back(found != NULL ? *found : NULL);
    keep();
    (void)pthread_mutex_unlock(&mutex);
}

/* ---- Descriptors -------------------------------------------------------- */

static bool is_scarce(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS ||
           error == ENOMEM;
}

/*
 * Under the lock, with which nobody may wait. There is no descriptor for the
 * next client, and as long as it waits poll() says so, again and again: it is
 * taken, and closed at once.
 */
static bool turn_away(int listener, struct sockaddr_storage *address)
{
    int flags = fcntl(listener, F_GETFL);
    socklen_t length = sizeof *address;
    int client = -1;

    (void)fcntl(listener, F_SETFL, flags | O_NONBLOCK);
    keep();
    (void)close(kept);
    kept = -1;
    client =
        (int)syscall(SYS_accept4, listener, address, &length, SOCK_CLOEXEC);
    if (client >= 0)
        (void)close(client);
    keep();
    (void)fcntl(listener, F_SETFL, flags);
    return client >= 0;
}

/* In the place of libc's own, for libmicrohttpd, too. */
int our_accept4(int listener, struct sockaddr *address, socklen_t *length,
                int flags) __asm__("accept4");
int our_accept(int listener, struct sockaddr *address,
               socklen_t *length) __asm__("accept");

/*
 * One thread at a time, if it will not block: what one gives up for the next
 * client no other must take.
 */
int our_accept4(int listener, struct sockaddr *address, socklen_t *length,
                int flags)
{
    struct sockaddr_storage away = {0};
    bool blocks = false;
    bool turned = false;
    int client = -1;
    int error = 0;

    (void)pthread_mutex_lock(&mutex);
    blocks = (fcntl(listener, F_GETFL) & O_NONBLOCK) == 0;
    if (blocks)
        (void)pthread_mutex_unlock(&mutex);
    client = (int)syscall(SYS_accept4, listener, address, length, flags);
    error = errno;
    if (client < 0 && is_scarce(error)) {
        if (blocks)
            (void)pthread_mutex_lock(&mutex);
        turned = turn_away(listener, &away);
        if (blocks)
            (void)pthread_mutex_unlock(&mutex);
    }
    if (!blocks)
        (void)pthread_mutex_unlock(&mutex);
    if (client < 0 && is_scarce(error)) {
        if (turned)
            log_met(LIMIT_DESCRIPTORS, (struct sockaddr *)&away);
        else
            (void)poll(NULL, 0, 10); /* there is no hurry */
        error = EAGAIN;
    }
    errno = error;
    return client;
}

int our_accept(int listener, struct sockaddr *address, socklen_t *length)
{
    return our_accept4(listener, address, length, 0);
}

unsigned admission_start(struct options *chosen)
{
    /* A thread has two: its epoll, and what wakes it up. */
    rlim_t others = chosen->reserve + 2 * (rlim_t)chosen->threads;
    rlim_t taken = (rlim_t)chosen->max_connections * 2 + others;
    struct rlimit limit = {0};

    (void)getrlimit(RLIMIT_NOFILE, &limit); /* cannot fail for this name */
    if (limit.rlim_cur < taken + LINGER_MAX) {
        limit.rlim_cur = taken + LINGER_MAX < limit.rlim_max
                             ? taken + LINGER_MAX
                             : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
            (void)getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < taken) {
        unsigned fit = limit.rlim_cur < others + 2
                           ? 1
                           : (unsigned)((limit.rlim_cur - others) / 2);

        log_line(LOG_WARNING,
                 "--max-connections lowered from %u to %u: the limit of "
                 "descriptors is too low for more; raise it with ulimit -n",
                 chosen->max_connections, fit);
        chosen->max_connections = fit;
        taken = limit.rlim_cur;
    }
    if (chosen->threads > chosen->max_connections)
        chosen->threads = chosen->max_connections;
    all = (long)chosen->max_connections;
    per_address = chosen->max_per_address;
    kept = -1;
    keep();
    return (unsigned)(limit.rlim_cur - taken);
}

void admission_stop(void)
{
    (void)close(kept); /* nobody has written to it */
}
