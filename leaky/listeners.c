/* SPDX-License-Identifier: MIT */
/*
 * The events *finish* and *trust reloaded*, and who listens to them.
 */
#define _POSIX_C_SOURCE 200809L
#include "listeners.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "process/metrics.h"
#include "requests.h"

/* One subscription: it points at the request it was made for. */
struct listener {
    LIST_ENTRY(listener) entry;
    struct request *request;
    unsigned reloads;
    bool heard; /* its request has finished, its audit line is written */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static LIST_HEAD(listener_list,
                 listener) listeners = LIST_HEAD_INITIALIZER(listeners);

/* Locking a plain, static mutex cannot fail. */
static void lock(void)
{
    (void)pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&mutex);
}

/* ---- Subscriptions --------------------------------------------------- */

int listeners_subscribe(struct request *request)
{
    struct listener *listener = calloc(1, sizeof *listener);

    if (listener == NULL)
        return -1;
    listener->request = request;
    lock();
    LIST_INSERT_HEAD(&listeners, listener, entry);
    unlock();
    metrics_live(MODULE_LISTENERS, 1);
    return 0;
}

/* ---- The events ------------------------------------------------------ */

static void on_finish(struct listener *listener,
                      const struct request *finished)
{
    if (request_id(listener->request) != request_id(finished))
        return;
    if (listener->heard)
        return;
    listener->heard = true;
    request_audit(finished, listener->reloads);
}

void listeners_finish(const struct request *finished)
{
    struct listener *listener = NULL;

    lock();
    LIST_FOREACH (listener, &listeners, entry) {
        on_finish(listener, finished);
    }
    unlock();
}

void listeners_trust_reloaded(void)
{
    struct listener *listener = NULL;

    lock();
    LIST_FOREACH (listener, &listeners, entry) {
        listener->reloads++;
    }
    unlock();
}
