/* SPDX-License-Identifier: MIT */
/*
 * --status-port: whether the server lives, whether it is ready, and its
 * metrics, for those on this machine who have no certificate: a probe, a
 * collector. It is a daemon of its own, so that it answers when all places
 * of the other one are taken.
 */
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "life/parts.h"
#include "process/log.h"
#include "process/net.h"

#define ADDRESS "127.0.0.1" /* never another: there is no certificate here */
#define CONNECTIONS_MAX 16U
#define SILENCE_MAX 10U /* seconds */
#define CONNECTION_MEMORY ((size_t)4096)

static bool wanted;
static unsigned long port;
static struct MHD_Daemon *daemon_;
static char address[NET_ADDRESS_SIZE];
static atomic_bool ready;

/* ---- Answers ----------------------------------------------------------- */

static struct MHD_Response *text_response(const char *text)
{
    /* A cast for C: it is only read from. */
    return MHD_create_response_from_buffer(strlen(text), (void *)text,
                                           MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *metrics_response(void)
{
    size_t length = 0;
    char *text = metrics_text(&length); /* libmicrohttpd's, from here on */

    return text != NULL ? MHD_create_response_from_buffer(
                              length, text, MHD_RESPMEM_MUST_FREE)
                        : NULL;
}

static struct MHD_Response *respond(const char *url, unsigned *status,
                                    const char **type)
{
    *status = MHD_HTTP_OK;
    *type = "application/json";
    if (strcmp(url, "/healthz") == 0)
        return text_response("{\"status\":\"ok\"}");
    if (strcmp(url, "/readyz") == 0) {
        if (atomic_load(&ready))
            return text_response("{\"status\":\"ready\"}");
        *status = MHD_HTTP_SERVICE_UNAVAILABLE;
        return text_response("{\"status\":\"not ready\"}");
    }
    *type = "text/plain; version=0.0.4; charset=utf-8";
    if (strcmp(url, "/metrics") == 0)
        return metrics_response();
    *type = "text/plain";
    *status = MHD_HTTP_NOT_FOUND;
    return text_response("there are /healthz, /readyz and /metrics\n");
}

/* MHD_AccessHandlerCallback: a body, if one comes, is thrown away. */
static enum MHD_Result answer(void *unused, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *upload,
                              size_t *upload_size, void **begun)
{
    struct MHD_Response *response = NULL;
    enum MHD_Result result = MHD_NO;
    const char *type = "text/plain";
    unsigned status = MHD_HTTP_METHOD_NOT_ALLOWED;
    static int mark;

    (void)unused, (void)version, (void)upload;
    if (*begun == NULL || *upload_size > 0) {
        *begun = &mark;
        *upload_size = 0;
        return MHD_YES;
    }
    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
        strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)
        response = respond(url, &status, &type);
    else
        response = text_response("GET or HEAD\n");
    if (response == NULL)
        return MHD_NO; /* no memory: the connection is broken off */
    if (MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                type) == MHD_YES &&
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
                                "GET, HEAD") == MHD_YES)
        result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response); /* the connection holds it still */
    return result;
}

/* ---- Its life ---------------------------------------------------------- */

static int set(const char *text)
{
    wanted = true;
    return options_number("--status-port", text, 0, 65535, &port);
}

static int start(const struct options *options, char *error)
{
    int listener = -1;

    (void)options;
    if (!wanted)
        return 0;
    listener = net_listen("--status-port", ADDRESS, (unsigned)port, error);
    if (listener < 0)
        return -1;
    net_local(listener, address);
    /* An option a line. */
    /* clang-format off */
    daemon_ = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC,
        0, NULL, NULL, answer, NULL,
        MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_MAX,
        MHD_OPTION_END);
    /* clang-format on */
    if (daemon_ == NULL) {
        (void)snprintf(error, PART_ERROR_SIZE,
                       "--status-port: out of memory or descriptors");
        return -1;
    }
    return 0;
}

static void on(enum event event)
{
    if (event == EVENT_SERVING) {
        atomic_store(&ready, true);
        if (daemon_ != NULL)
            log_line(LOG_INFO, "status on http://%s", address);
    }
    if (event == EVENT_DRAINING)
        atomic_store(&ready, false);
    if (event == EVENT_STOPPED && daemon_ != NULL) {
        MHD_stop_daemon(daemon_); /* and closes the socket */
        daemon_ = NULL;
    }
}

static const char help[] =
    "  --status-port PORT     0 to 65535, 0 a free one: /healthz, /readyz,\n"
    "                         /metrics on 127.0.0.1, no certificate (none)\n";

const struct part part_status = {
    .option = {"status-port", "PORT", help, set},
    .start = start,
    .on = on,
};
