/* SPDX-License-Identifier: MIT */
#include "app/routes.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/access.h"
#include "app/handlers.h"
#include "app/reply.h"
#include "app/route.h"
#include "http/fault.h"
#include "intake.h"
#include "listeners.h"
#include "process/log.h"
#include "streams.h"
#include "tls/context.h"

#define HANDLERS_OF(route, name, read, write, get, post) {get, post},

static const struct {
    handler *get, *post;
} table[] = {ROUTES(HANDLERS_OF)};

static const struct options *options;

static handler *handler_of(enum route route, const char *method)
{
    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
        strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)
        return table[route].get;
    return strcmp(method, MHD_HTTP_METHOD_POST) == 0 ? table[route].post
                                                     : NULL;
}

void routes_start(const struct options *chosen)
{
    options = chosen;
    streams_ask(access_holds);
}

/* ---- Before the handler ---------------------------------------------- */

static const char *field(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static bool is_json(struct MHD_Connection *connection)
{
    static const char json[] = "application/json";
    const char *type = field(connection, MHD_HTTP_HEADER_CONTENT_TYPE);

    return type != NULL && strncasecmp(type, json, sizeof json - 1) == 0 &&
           strchr(" \t;", type[sizeof json - 1]) != NULL; /* or the NUL */
}

/* The length a client announces for its body; 0 if it announces none. */
static unsigned long long announced(struct MHD_Connection *connection)
{
    const char *text = field(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);

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

/*
 * Whether there is a fault in the head, or with `kind` MHD_FOOTER_KIND in
 * the chunks, and if so the answer to it, which is the connection's last.
 */
static bool is_at_fault(struct request *request, enum MHD_ValueKind kind,
                        enum MHD_Result *result)
{
    const char *number = MHD_lookup_connection_value(
        request_connection(request), kind, FAULT_FIELD_NAME);
    const struct fault_answer *answer = NULL;

    if (number == NULL)
        return false;
    answer = fault_answer((enum fault)strtoul(number, NULL, 10));
    *result = reply_problem_with(request, answer->status, answer->reason,
                                 MHD_HTTP_HEADER_CONNECTION, "close");
    return true;
}

/* Whether no handler has to see a request with a body of that length. */
static bool is_refused(struct request *request, const char *method,
                       unsigned long long length, enum MHD_Result *result)
{
    enum route route = route_find(request_url(request));
    bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;

    if (route == ROUTE_UNKNOWN)
        *result = reply_problem(request, MHD_HTTP_NOT_FOUND, "no such route");
    else if (handler_of(route, method) == NULL)
        *result = reply_problem_with(
            request, MHD_HTTP_METHOD_NOT_ALLOWED, "see the header Allow",
            MHD_HTTP_HEADER_ALLOW,
            table[route].post != NULL ? "GET, HEAD, POST" : "GET, HEAD");
    else if (length > options->max_body)
        *result = reply_problem(request, MHD_HTTP_CONTENT_TOO_LARGE,
                                "the body is longer than --max-body");
    else if (post && !is_json(request_connection(request)))
        *result = reply_problem(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                                "send application/json");
    else
        return false;
    return true;
}

static enum MHD_Result forbidden(struct request *request)
{
    return reply_problem_with(
        request, MHD_HTTP_FORBIDDEN,
        "the certificate is no longer accepted; connect anew",
        MHD_HTTP_HEADER_CONNECTION, "close");
}

/* ---- The three stages of a request ----------------------------------- */

/* The one place where a request ends, whichever way. */
static void end(struct request *request, const char *how)
{
    request_finished(request, how);
    log_hold(); /* the listeners hold a lock: the audit line comes after it */
    listeners_finish(request);
    log_release();
    request_end(request);
}

/* Its headers have come. No answer here means: let the body come. */
static enum MHD_Result begin(struct MHD_Connection *connection,
                             const char *url, const char *method, void **begun)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct session *session = info != NULL ? info->socket_context : NULL;
    enum MHD_Result result = MHD_YES;
    struct request *made = NULL;

    /*
     * No record, for want of memory: nobody knows who this is. Or nobody
     * knows what this is: a request that has not been checked.
     */
    if (session == NULL ||
        (tls_of(connection) != NULL && !intake_begin_request(session, method)))
        return MHD_NO;
    made = request_begin(connection, session, method, url);
    if (made == NULL)
        return MHD_NO;
    if (listeners_subscribe(made) < 0) {
        end(made, "aborted");
        return MHD_NO;
    }
    *begun = made;
    if (!access_holds(made))
        return forbidden(made);
    if (is_at_fault(made, MHD_HEADER_KIND, &result))
        return result;
    if (!access_permits(made, method))
        return reply_problem(made, MHD_HTTP_FORBIDDEN,
                             "your certificate may not do this: --allow");
    /* Who is not to send a body must not be told to (RFC 9110, 10.1.1). */
    if (field(connection, MHD_HTTP_HEADER_EXPECT) != NULL ||
        announced(connection) > discard_limit())
        (void)is_refused(made, method, announced(connection), &result);
    return result;
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
    enum MHD_Result result = MHD_YES;
    size_t length = 0;

    /* The trust may be another one since the head came. */
    if (!access_holds(request))
        return forbidden(request);
    (void)request_body(request, &length);
    if (is_at_fault(request, MHD_FOOTER_KIND, &result) ||
        is_refused(request, method, length, &result))
        return result;
    return handler_of(route_find(request_url(request)), method)(request);
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
    (void)unused, (void)version;
    if (*request == NULL)
        return begin(connection, url, method, request);
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
    metrics_request(route_find(request_path(*request)),
                    request_status(*request));
    intake_end_request(request_session(*request));
    end(*request, ending(how));
    *request = NULL;
}
