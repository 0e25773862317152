/* SPDX-License-Identifier: MIT */
#include "app/handlers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/access.h"
#include "app/readings.h"
#include "app/reply.h"
#include "app/route.h"
#include "process/log.h"
#include "streams.h"
#include "tls/context.h"
#include "tls/whoami.h"

enum MHD_Result handle_healthz(struct request *request)
{
    return reply_json(request, MHD_HTTP_OK,
                      json_pack("{s:s}", "status", "ok"));
}

enum MHD_Result handle_whoami(struct request *request)
{
    gnutls_session_t tls = tls_of(request_connection(request));

    /* Without TLS, in a lab build, nobody is anybody. */
    return reply_json(request, MHD_HTTP_OK,
                      tls != NULL ? whoami_json(tls) : json_object());
}

/* ---- Readings -------------------------------------------------------- */

/* A number of 1 to `high`, digits only; 0 if it is none. */
static unsigned long number(const char *text, unsigned long high)
{
    unsigned long value = 0;

    if (text[strspn(text, "0123456789")] != '\0' || strlen(text) > 18)
        return 0;
    value = strtoul(text, NULL, 10);
    return value <= high ? value : 0;
}

enum MHD_Result handle_readings_get(struct request *request)
{
    const char *text = MHD_lookup_connection_value(
        request_connection(request), MHD_GET_ARGUMENT_KIND, "limit");
    unsigned long limit = text != NULL ? number(text, READINGS_MAX) : 100;

    if (limit == 0)
        return reply_problem(request, MHD_HTTP_BAD_REQUEST,
                             "limit must be a number from 1 to 1000");
    return reply_json(request, MHD_HTTP_OK, readings_json(limit));
}

enum MHD_Result handle_readings_post(struct request *request)
{
    char location[48];
    char text[JSON_ERROR_TEXT_LENGTH];
    char detail[JSON_ERROR_TEXT_LENGTH + 32];
    const char *fault = NULL;
    json_error_t error = {0};
    size_t length = 0;
    const char *body = request_body(request, &length);
    unsigned long made = 0;
    scoped_json json_t *json = json_loadb(body != NULL ? body : "", length,
                                          JSON_REJECT_DUPLICATES, &error);
    /* NULL is no name at all, and readings_add()'s to refuse. */
    const char *sensor = json_string_value(json_object_get(json, "sensor"));

    if (json == NULL) {
        /* Cleaned: it quotes the body, which need not even be UTF-8. */
        (void)snprintf(detail, sizeof detail, "not JSON: %s, at byte %d",
                       log_clean(text, sizeof text, error.text),
                       error.position);
        return reply_problem(request, MHD_HTTP_BAD_REQUEST, detail);
    }
    if (sensor != NULL && !access_speaks_for(request, sensor))
        return reply_problem(request, MHD_HTTP_FORBIDDEN,
                             "a sensor reports as itself only");
    made = readings_add(json, &fault);
    if (made == 0)
        return reply_problem(request, MHD_HTTP_BAD_REQUEST, fault);
    (void)snprintf(location, sizeof location, "/readings/%lu", made);
    return reply_json_with(request, MHD_HTTP_CREATED, reading_json(made),
                           MHD_HTTP_HEADER_LOCATION, location);
}

enum MHD_Result handle_reading(struct request *request)
{
    const char *id = route_argument(ROUTE_READING, request_url(request));
    json_t *reading = reading_json(number(id, ULONG_MAX));

    if (json_is_null(reading))
        return reply_problem(request, MHD_HTTP_NOT_FOUND,
                             "no such reading; only the last 1000 are kept");
    return reply_json(request, MHD_HTTP_OK, reading);
}

/* ---- Firmware -------------------------------------------------------- */

static int data_folder = -1;

int handlers_start(const char *folder)
{
    if (folder == NULL)
        return 0;
    data_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return data_folder < 0 ? -1 : 0;
}

void handlers_stop(void)
{
    if (data_folder >= 0)
        (void)close(data_folder); /* only read from */
    data_folder = -1;
}

enum MHD_Result handle_firmware(struct request *request)
{
    const char *name = route_argument(ROUTE_FIRMWARE, request_url(request));
    struct stream *stream = NULL;
    uint64_t size = 0;

    errno = ENOENT;
    if (data_folder >= 0)
        stream = stream_open(data_folder, name);
    if (stream == NULL && errno == ENOENT)
        return reply_problem(request, MHD_HTTP_NOT_FOUND, "no such firmware");
    if (stream == NULL && errno == EIO)
        return reply_problem(request, MHD_HTTP_INTERNAL_SERVER_ERROR,
                             "the firmware cannot be read");
    if (stream == NULL)
        return reply_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                             "too much is open; try again later");
    size = stream_size(stream);
    return reply_response(request, MHD_HTTP_OK, "application/octet-stream",
                          stream_response(stream, request), size);
}

/* ---- What an operator looks at --------------------------------------- */

enum MHD_Result handle_requests(struct request *request)
{
    return reply_json(request, MHD_HTTP_OK, requests_json());
}

enum MHD_Result handle_sessions(struct request *request)
{
    return reply_json(request, MHD_HTTP_OK, sessions_json());
}

enum MHD_Result handle_metrics(struct request *request)
{
    size_t length = 0;
    char *text = metrics_text(&length);

    return reply_text(request, "text/plain; version=0.0.4; charset=utf-8",
                      text, length);
}
