/* SPDX-License-Identifier: MIT */
/*
 * A stream without news is suspended until there are some, so that the
 * daemon's thread waits for nobody. One lock guards the hub and the list.
 */
#include "events.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>

#define BLOCK_SIZE ((size_t)16384)
/* Those who have gone keep a place until the daemon has turned to them. */
#define PLACES ((size_t)4 * EVENTS_LISTENERS_MAX)

struct listener {
    struct MHD_Connection *connection; /* NULL: this place is free */
    struct hub_reader reader;
    bool suspended;
    bool gone;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct listener listeners[PLACES];
static bool ended;

static void wake(struct listener *listener)
{
    if (listener->suspended)
        MHD_resume_connection(listener->connection);
    listener->suspended = false;
}

static void wake_all(void)
{
    for (size_t i = 0; i < PLACES; i++)
        wake(&listeners[i]);
}

void events_tell(enum hub_event event, json_t *object)
{
    (void)pthread_mutex_lock(&lock); /* a plain mutex: cannot fail */
    hub_add(event, object);
    wake_all();
    (void)pthread_mutex_unlock(&lock);
}

void events_end(void)
{
    (void)pthread_mutex_lock(&lock);
    ended = true;
    wake_all();
    (void)pthread_mutex_unlock(&lock);
}

/* ---- One stream -------------------------------------------------------- */

/* MHD_ContentReaderCallback */
static ssize_t read_on(void *object, uint64_t position, char *to, size_t size)
{
    struct listener *listener = object;
    ssize_t got = -1;

    (void)position;
    (void)pthread_mutex_lock(&lock);
    if (!ended && !listener->gone)
        got = hub_read(&listener->reader, to, size);
    if (got == 0) {
        MHD_suspend_connection(listener->connection);
        listener->suspended = true;
    }
    (void)pthread_mutex_unlock(&lock);
    return got >= 0 ? got : MHD_CONTENT_READER_END_OF_STREAM;
}

/* MHD_ContentReaderFreeCallback */
static void leave(void *object)
{
    struct listener *listener = object;

    (void)pthread_mutex_lock(&lock);
    hub_leave(&listener->reader);
    listener->connection = NULL;
    listener->suspended = false;
    (void)pthread_mutex_unlock(&lock);
}

static bool is_closed(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    char byte;
    ssize_t got = recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/*
 * How many listen. The daemon does not look at who is suspended: a page that
 * was closed or loaded again while there was no news is found here.
 */
static unsigned count_present(void)
{
    unsigned present = 0;

    for (size_t i = 0; i < PLACES; i++) {
        struct listener *listener = &listeners[i];

        if (listener->suspended && is_closed(listener->connection)) {
            listener->gone = true;
            wake(listener);
        }
        present += listener->connection != NULL && !listener->gone;
    }
    return present;
}

static struct listener *join(struct MHD_Connection *connection)
{
    size_t place = 0;

    if (ended || count_present() >= EVENTS_LISTENERS_MAX)
        return NULL;
    while (place < PLACES && listeners[place].connection != NULL)
        place++;
    if (place == PLACES || hub_join(&listeners[place].reader) < 0)
        return NULL;
    listeners[place].connection = connection;
    listeners[place].suspended = listeners[place].gone = false;
    return &listeners[place];
}

struct MHD_Response *events_response(struct MHD_Connection *connection)
{
    struct listener *listener = NULL;
    struct MHD_Response *response = NULL;

    (void)pthread_mutex_lock(&lock);
    listener = join(connection);
    (void)pthread_mutex_unlock(&lock);
    if (listener == NULL)
        return NULL;
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE,
                                                 read_on, listener, leave);
    if (response == NULL)
        leave(listener);
    return response;
}
