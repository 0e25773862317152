/* SPDX-License-Identifier: MIT */
/*
 * The events *finish* and *trust reloaded*, and who listens to them.
 */
#define _POSIX_C_SOURCE 200809L
#include "listeners.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "process/metrics.h"
#include "requests.h"

/* One subscription: it points at the request it was made for. */
struct listener {
    LIST_ENTRY(listener) entry;
    struct request *request;
    unsigned reloads;
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

static void unsubscribe(void *object)
{
    struct listener *listener = object;

    lock();
    LIST_REMOVE(listener, entry);
    unlock();
    metrics_live(MODULE_LISTENERS, -1);
    free(listener);
}

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
    /*
     * The events outlive every request, so the subscription must end with
     * the request, by its scope, whichever way it ends. Without this line
     * each event walks past one more listener per request served; and once
     * requests are freed, each of them is a pointer to freed memory.
     */
    return scope_defer(request_scope(request), unsubscribe, listener);
}

/* ---- The events ------------------------------------------------------ */

static void on_finish(struct listener *listener,
                      const struct request *finished)
{
    /*
     * Every listener is told of every end: an event has no addressee. Each
     * finds its own request by the id, as an address may be a newer
     * request's by now; so a listener must not outlive the request whose id
     * it reads. It needs no flag that its request has finished: by then the
     * listener is gone.
     */
    if (request_id(listener->request) != request_id(finished))
        return;
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
