/* SPDX-License-Identifier: MIT */
/*
 * Request contexts, and the last hundred requests for GET /requests.
 */
#define _POSIX_C_SOURCE 200809L
#include "requests.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "process/log.h"
#include "process/metrics.h"

#define LISTED 100

/* What GET /requests tells of one. */
struct summary {
    unsigned long id;
    char peer[64];
    char method[8];
    char url[128];
    unsigned status;
    const char *end; /* static text */
    uint64_t bytes;
    time_t started;
    int64_t began; /* milliseconds, CLOCK_MONOTONIC: for the duration */
    int64_t milliseconds;
};

struct request {
    struct summary summary;
    struct MHD_Connection *connection;
    struct session *session;
    const char *url;
    struct scope scope;
    unsigned status; /* of its answer; 0: none yet */
    uint64_t bytes;
    char *body;
    size_t body_length;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long last_id;
static unsigned active;

/*
 * GET /requests needs a few words on each of the last hundred, so those are
 * what is kept: copies, in a ring of fixed size. A table of the requests
 * themselves grows for ever, and since it is reachable to the end, memcheck
 * does not count it among the losses.
 */
static struct summary recent[LISTED];

/* Locking a plain, static mutex cannot fail. */
static void lock(void)
{
    (void)pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&mutex);
}

/* ---- Begin and end --------------------------------------------------- */

static void request_free(struct request *request)
{
    metrics_live(MODULE_REQUESTS, -1);
    free(request);
}

/* The place of a request that began long ago may be a newer one's by now. */
static void remember(const struct request *request)
{
    struct summary *place = &recent[request->summary.id % LISTED];

    if (place->id <= request->summary.id)
        *place = request->summary;
}

static int64_t clock_milliseconds(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* this one cannot fail */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct request *request_begin(struct MHD_Connection *connection,
                              struct session *session, const char *method,
                              const char *url)
{
    struct request *request = calloc(1, sizeof *request);
    struct summary *summary = NULL;

    if (request == NULL)
        return NULL;
    summary = &request->summary;
    request->connection = connection;
    request->session = session;
    request->url = url;
    log_cut(summary->peer, sizeof summary->peer, session_peer(session));
    log_clean(summary->method, sizeof summary->method, method);
    log_clean(summary->url, sizeof summary->url, url);
    summary->end = "running";
    summary->started = time(NULL);
    summary->began = clock_milliseconds();
    lock();
    summary->id = ++last_id;
    active++;
    remember(request);
    unlock();
    metrics_live(MODULE_REQUESTS, 1);
    session_count_request(session);
    return request;
}

void request_finished(struct request *request, const char *how)
{
    lock();
    request->summary.status = request->status;
    request->summary.bytes = request->bytes;
    request->summary.end = how;
    request->summary.milliseconds =
        clock_milliseconds() - request->summary.began;
    unlock();
}

void request_end(struct request *request)
{
    if (request == NULL)
        return;
    scope_close(&request->scope);
    lock();
    active--;
    remember(request);
    unlock();
    request_free(request);
}

/* ---- What it carries ------------------------------------------------- */

unsigned long request_id(const struct request *request)
{
    return request->summary.id;
}

struct MHD_Connection *request_connection(const struct request *request)
{
    return request->connection;
}

struct session *request_session(const struct request *request)
{
    return request->session;
}

struct scope *request_scope(struct request *request)
{
    return &request->scope;
}

const char *request_url(const struct request *request)
{
    return request->url;
}

const char *request_path(const struct request *request)
{
    return request->summary.url;
}

void request_answered(struct request *request, unsigned status, uint64_t bytes)
{
    request->status = status;
    request->bytes = bytes;
}

unsigned request_status(const struct request *request)
{
    return request->status;
}

/* ---- Its body -------------------------------------------------------- */

static void free_body(void *object)
{
    struct request *request = object;

    free(request->body);
    request->body = NULL;
}

int request_add_body(struct request *request, const char *part, size_t size,
                     size_t limit)
{
    size_t length = request->body_length + size;
    char *body = NULL;

    if (size == 0) /* realloc() to nothing would free it */
        return 0;
    if (length > limit) {
        free_body(request);
        request->body_length = length;
        return 0;
    }
    body = realloc(request->body, length);
    if (body == NULL)
        return -1;
    if (request->body == NULL) {
        request->body = body;
        if (scope_defer(&request->scope, free_body, request) < 0)
            return -1;
    }
    request->body = body;
    memcpy(body + request->body_length, part, size);
    request->body_length = length;
    return 0;
}

const char *request_body(const struct request *request, size_t *length)
{
    *length = request->body_length;
    return request->body;
}

/* ---- All of them ----------------------------------------------------- */

void request_audit(const struct request *request, unsigned reloads)
{
    const struct summary *summary = &request->summary;
    const struct identity *who = session_identity(request->session);

    log_line(LOG_INFO,
             "audit id=%lu client=%s peer=\"%s\" by=%s serial=%s method=%s "
             "path=\"%s\" status=%u bytes=%llu end=%s ms=%lld reloads=%u",
             summary->id, session_client(request->session), who->name,
             who->kind, who->serial, summary->method, summary->url,
             summary->status, (unsigned long long)summary->bytes, summary->end,
             (long long)summary->milliseconds, reloads);
}

unsigned requests_active(void)
{
    unsigned count = 0;

    lock();
    count = active;
    unlock();
    return count;
}

static json_t *summary_json(const struct summary *summary)
{
    json_t *status = summary->status != 0
                         ? json_integer((json_int_t)summary->status)
                         : json_null();

    return json_pack("{s:I s:s s:s s:s s:o s:s s:I s:I s:I}", "id",
                     (json_int_t)summary->id, "peer", summary->peer, "method",
                     summary->method, "path", summary->url, "status", status,
                     "end", summary->end, "bytes", (json_int_t)summary->bytes,
                     "started", (json_int_t)summary->started, "milliseconds",
                     (json_int_t)summary->milliseconds);
}

json_t *requests_json(void)
{
    scoped_json json_t *array = json_array();
    int failed = array == NULL;

    lock();
    for (unsigned long i = 0; i < LISTED && i < last_id && !failed; i++) {
        const struct summary *summary = &recent[(last_id - i) % LISTED];

        failed = json_array_append_new(array, summary_json(summary)) < 0;
    }
    unlock();
    return failed ? NULL : scope_take(array);
}
