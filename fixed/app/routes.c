/* SPDX-License-Identifier: MIT */
/*
 * The routes of the application: which handler answers what, and everything
 * that is refused before a handler sees it.
 */
#define _POSIX_C_SOURCE 200809L
#include "app/routes.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/handlers.h"
#include "app/reply.h"
#include "app/route.h"
#include "listeners.h"
#include "peer.h"
#include "process/log.h"
#include "process/metrics.h"
#include "tls/context.h"

/* ---- The table ------------------------------------------------------- */

/* HEAD is answered wherever GET is. */
static const struct {
    const char *allow;
    handler *get;
    handler *post;
} table[ROUTE_COUNT] = {
    [ROUTE_UNKNOWN] = {"", NULL, NULL},
    [ROUTE_HEALTHZ] = {"GET, HEAD", handle_healthz, NULL},
    [ROUTE_WHOAMI] = {"GET, HEAD", handle_whoami, NULL},
    [ROUTE_READINGS] = {"GET, HEAD, POST", handle_readings_get,
                        handle_readings_post},
    [ROUTE_READING] = {"GET, HEAD", handle_reading, NULL},
    [ROUTE_FIRMWARE] = {"GET, HEAD", handle_firmware, NULL},
    [ROUTE_REQUESTS] = {"GET, HEAD", handle_requests, NULL},
    [ROUTE_SESSIONS] = {"GET, HEAD", handle_sessions, NULL},
    [ROUTE_METRICS] = {"GET, HEAD", handle_metrics, NULL},
};

static const struct options *options;

/* ---- Start and stop -------------------------------------------------- */

int routes_start(const struct options *chosen)
{
    options = chosen;
    return handlers_start(chosen->data);
}

void routes_stop(void)
{
    handlers_stop();
}

/* ---- Before the handler ---------------------------------------------- */

static bool is_json(struct MHD_Connection *connection)
{
    static const char json[] = "application/json";
    const char *type = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);

    return type != NULL && strncasecmp(type, json, sizeof json - 1) == 0 &&
           strchr(" ;", type[sizeof json - 1]) != NULL; /* or the NUL */
}

/* The length a client announces for its body; 0 if it announces none. */
static unsigned long long announced(struct MHD_Connection *connection)
{
    const char *text = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

/*
 * A body that is too long is read on and thrown away up to here, so that the
 * client comes to read its 413; beyond, the connection is broken off.
 */
static unsigned long long discard_limit(void)
{
    return (unsigned long long)options->max_body + (1ULL << 20);
}

static enum MHD_Result too_large(struct request *request)
{
    return reply_problem(request, MHD_HTTP_CONTENT_TOO_LARGE,
                         "the body is longer than --max-body");
}

/* ---- The three stages of a request ----------------------------------- */

/* The one place where a request ends, whichever way. */
static void end(struct request *request, const char *how)
{
    request_finished(request, how);
    listeners_finish(request);
    request_end(request);
}

/* Its headers have come. No answer here means: let the body come. */
static enum MHD_Result begin(struct MHD_Connection *connection,
                             const char *url, const char *method,
                             struct request **made)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct session *session = info != NULL ? info->socket_context : NULL;
    gnutls_session_t tls = tls_of(connection);
    const char *refusal = NULL;

    /* No record, for want of memory: nobody knows who this is. */
    if (session == NULL)
        return MHD_NO;
    *made = request_begin(connection, session, method, url);
    if (*made == NULL)
        return MHD_NO;
    if (listeners_subscribe(*made) < 0) {
        end(*made, "aborted");
        *made = NULL;
        return MHD_NO;
    }
    if (tls != NULL)
        refusal = peer_check(session, tls);
    if (refusal != NULL) {
        log_line(LOG_WARNING, "refused request id=%lu client=%s reason=%s",
                 request_id(*made), session_client(session), refusal);
        return reply_problem_with(
            *made, MHD_HTTP_FORBIDDEN,
            "the certificate is no longer accepted; connect anew",
            MHD_HTTP_HEADER_CONNECTION, "close");
    }
    if (announced(connection) > discard_limit())
        return too_large(*made);
    return MHD_YES;
}

static enum MHD_Result take_body(struct request *request, const char *part,
                                 size_t *size)
{
    size_t length = 0;

    (void)request_body(request, &length);
    if (length + *size > discard_limit() ||
        request_add_body(request, part, *size, options->max_body) < 0)
        return MHD_NO;
    *size = 0;
    return MHD_YES;
}

static enum MHD_Result answer(struct request *request, const char *method)
{
    enum route route = route_find(request_url(request));
    bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
               strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    handler *handle = get ? table[route].get : post ? table[route].post : NULL;
    size_t length = 0;

    if (route == ROUTE_UNKNOWN)
        return reply_problem(request, MHD_HTTP_NOT_FOUND, "no such route");
    if (handle == NULL)
        return reply_problem_with(request, MHD_HTTP_METHOD_NOT_ALLOWED,
                                  "see the header Allow",
                                  MHD_HTTP_HEADER_ALLOW, table[route].allow);
    (void)request_body(request, &length);
    if (length > options->max_body)
        return too_large(request);
    if (post && !is_json(request_connection(request)))
        return reply_problem(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                             "send application/json");
    return handle(request);
}

/* ---- The callbacks --------------------------------------------------- */

size_t routes_unescape(void *unused, struct MHD_Connection *connection,
                       char *text)
{
    (void)unused, (void)connection;
    return strstr(text, "%00") != NULL ? strlen(text)
                                       : MHD_http_unescape(text);
}

enum MHD_Result routes_answer(void *unused, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    struct request *made = NULL;
    enum MHD_Result result = MHD_YES;

    (void)unused, (void)version;
    if (*request == NULL) {
        result = begin(connection, url, method, &made);
        *request = made;
        return result;
    }
    if (*upload_size > 0)
        return take_body(*request, upload, upload_size);
    if (request_status(*request) != 0) /* answered before the body came */
        return MHD_YES;
    return answer(*request, method);
}

static const char *ending(enum MHD_RequestTerminationCode how)
{
    switch (how) {
    case MHD_REQUEST_TERMINATED_COMPLETED_OK:
        return "complete";
    case MHD_REQUEST_TERMINATED_TIMEOUT_REACHED:
        return "timeout";
    case MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN:
        return "shutdown";
    default:
        return "aborted";
    }
}

void routes_completed(void *unused, struct MHD_Connection *connection,
                      void **request, enum MHD_RequestTerminationCode how)
{
    (void)unused, (void)connection;
    if (*request == NULL)
        return;
    metrics_request(route_name(route_find(request_path(*request))),
                    request_status(*request));
    end(*request, ending(how));
    *request = NULL;
}
