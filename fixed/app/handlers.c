/* SPDX-License-Identifier: MIT */
/*
 * What each route answers.
 */
#define _POSIX_C_SOURCE 200809L
#include "app/handlers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/readings.h"
#include "app/reply.h"
#include "process/log.h"
#include "process/metrics.h"
#include "streams.h"
#include "tls/context.h"
#include "tls/identity.h"

static const struct reply_header no_header = {NULL, NULL};

enum MHD_Result handle_healthz(struct MHD_Connection *connection,
                               struct request *request, const char *argument)
{
    (void)argument;
    return reply_json(connection, request, MHD_HTTP_OK,
                      json_pack("{s:s}", "status", "ok"), no_header);
}

enum MHD_Result handle_whoami(struct MHD_Connection *connection,
                              struct request *request, const char *argument)
{
    gnutls_session_t tls = tls_of(connection);

    (void)argument;
    /* Without TLS, in a lab build, nobody is anybody. */
    return reply_json(connection, request, MHD_HTTP_OK,
                      tls != NULL ? identity_json(tls) : json_object(),
                      no_header);
}

/* ---- Readings -------------------------------------------------------- */

/* A number of 1 to `high`, digits only; 0 if it is none. */
static unsigned long number(const char *text, unsigned long high)
{
    unsigned long value = 0;

    if (text[strspn(text, "0123456789")] != '\0' || strlen(text) > 9)
        return 0;
    value = strtoul(text, NULL, 10);
    return value <= high ? value : 0;
}

enum MHD_Result handle_readings_get(struct MHD_Connection *connection,
                                    struct request *request,
                                    const char *argument)
{
    const char *text = MHD_lookup_connection_value(
        connection, MHD_GET_ARGUMENT_KIND, "limit");
    unsigned long limit = text != NULL ? number(text, READINGS_MAX) : 100;

    (void)argument;
    if (limit == 0)
        return reply_problem(connection, request, MHD_HTTP_BAD_REQUEST,
                             "limit must be a number from 1 to 1000",
                             no_header);
    return reply_json(connection, request, MHD_HTTP_OK, readings_json(limit),
                      no_header);
}

enum MHD_Result handle_readings_post(struct MHD_Connection *connection,
                                     struct request *request,
                                     const char *argument)
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

    (void)argument;
    if (json == NULL) {
        /* Cleaned: it quotes the body, which need not even be UTF-8. */
        (void)snprintf(detail, sizeof detail, "not JSON: %s, at byte %d",
                       log_clean(text, sizeof text, error.text),
                       error.position);
        return reply_problem(connection, request, MHD_HTTP_BAD_REQUEST, detail,
                             no_header);
    }
    made = readings_add(json, &fault);
    if (made == 0)
        return reply_problem(connection, request, MHD_HTTP_BAD_REQUEST, fault,
                             no_header);
    (void)snprintf(location, sizeof location, "/readings/%lu", made);
    return reply_json(
        connection, request, MHD_HTTP_CREATED, reading_json(made),
        (struct reply_header){MHD_HTTP_HEADER_LOCATION, location});
}

enum MHD_Result handle_reading(struct MHD_Connection *connection,
                               struct request *request, const char *argument)
{
    json_t *reading = reading_json(number(argument, 999999999));

    if (json_is_null(reading))
        return reply_problem(connection, request, MHD_HTTP_NOT_FOUND,
                             "no such reading; only the last 1000 are kept",
                             no_header);
    return reply_json(connection, request, MHD_HTTP_OK, reading, no_header);
}

/* ---- Firmware -------------------------------------------------------- */

static int data_folder = -1;

void handlers_set_data(int folder)
{
    data_folder = folder;
}

enum MHD_Result handle_firmware(struct MHD_Connection *connection,
                                struct request *request, const char *argument)
{
    struct stream *stream = NULL;
    uint64_t size = 0;

    errno = ENOENT;
    if (data_folder >= 0)
        stream = stream_open(data_folder, argument);
    if (stream == NULL && errno == ENOENT)
        return reply_problem(connection, request, MHD_HTTP_NOT_FOUND,
                             "no such firmware", no_header);
    if (stream == NULL && errno == EIO)
        return reply_problem(connection, request,
                             MHD_HTTP_INTERNAL_SERVER_ERROR,
                             "the firmware cannot be read", no_header);
    if (stream == NULL)
        return reply_problem(connection, request, MHD_HTTP_SERVICE_UNAVAILABLE,
                             "too much is open; try again later", no_header);
    size = stream_size(stream);
    return reply_response(connection, request, MHD_HTTP_OK,
                          "application/octet-stream", stream_response(stream),
                          size);
}

/* ---- What an operator looks at --------------------------------------- */

enum MHD_Result handle_requests(struct MHD_Connection *connection,
                                struct request *request, const char *argument)
{
    (void)argument;
    return reply_json(connection, request, MHD_HTTP_OK, requests_json(),
                      no_header);
}

enum MHD_Result handle_sessions(struct MHD_Connection *connection,
                                struct request *request, const char *argument)
{
    (void)argument;
    return reply_json(connection, request, MHD_HTTP_OK, sessions_json(),
                      no_header);
}

enum MHD_Result handle_metrics(struct MHD_Connection *connection,
                               struct request *request, const char *argument)
{
    size_t length = 0;
    char *text = metrics_text(&length);

    (void)argument;
    return reply_text(connection, request,
                      "text/plain; version=0.0.4; charset=utf-8", text,
                      length);
}
