/* SPDX-License-Identifier: MIT */
/*
 * A stream without news is suspended until there are some, so that the
 * daemon's thread waits for nobody. One lock guards the hub and the list.
 */
#include "events.h"

#include <pthread.h>
#include <stdbool.h>

#define BLOCK_SIZE ((size_t)16384)

struct listener {
    struct MHD_Connection *connection; /* NULL: this place is free */
    struct hub_reader reader;
    bool suspended;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct listener listeners[EVENTS_LISTENERS_MAX];
static bool ended;

static void wake_all(void)
{
    for (size_t i = 0; i < EVENTS_LISTENERS_MAX; i++) {
        if (listeners[i].suspended)
            MHD_resume_connection(listeners[i].connection);
        listeners[i].suspended = false;
    }
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
    if (!ended)
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

static struct listener *join(struct MHD_Connection *connection)
{
    for (size_t i = 0; i < EVENTS_LISTENERS_MAX && !ended; i++) {
        struct listener *listener = &listeners[i];

        if (listener->connection != NULL)
            continue;
        if (hub_join(&listener->reader) < 0)
            return NULL;
        listener->connection = connection;
        listener->suspended = false;
        return listener;
    }
    return NULL;
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
