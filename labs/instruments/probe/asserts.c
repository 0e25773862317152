/* SPDX-License-Identifier: MIT */
/*
 * Asserts in the terms of this domain.
 */
#define _POSIX_C_SOURCE 200809L
#include "asserts.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void (*fail_first)(void);

void fail_at(const char *file, int line, const char *format, ...)
{
    void (*first)(void) = fail_first;
    char text[4096];
    va_list arguments;

    fail_first = NULL;
    if (first != NULL)
        first();
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_error("%s\n", text);
    _fail(file, line);
    abort(); /* _fail does not return, but not every cmocka.h says so */
}

void assert_int_equal_at(long long found, long long expected, const char *what,
                         const char *file, int line)
{
    if (found != expected)
        fail_at(file, line, "%s: expected %lld, got %lld", what, expected,
                found);
}

void assert_gnutls_ok_at(int code, const char *file, int line)
{
    if (code < 0)
        fail_at(file, line, "GnuTLS: %s (%s)", gnutls_strerror(code),
                gnutls_strerror_name(code));
}

void assert_curl_ok_at(CURLcode code, const char *file, int line)
{
    if (code != CURLE_OK)
        fail_at(file, line, "curl: %s (%d)", curl_easy_strerror(code),
                (int)code);
}

void assert_system_ok_at(long result, const char *what, const char *file,
                         int line)
{
    if (result == -1)
        fail_at(file, line, "%s: %s", what, strerror(errno));
}

/* ---- Answers --------------------------------------------------------- */

void assert_status_at(const struct http_response *response, long status,
                      const char *file, int line)
{
    if (response->code != CURLE_OK)
        fail_at(file, line, "no answer to %s %s: %s %s", response->method,
                response->path, curl_easy_strerror(response->code),
                response->error);
    if (response->status != status)
        fail_at(file, line, "%s %s was answered by %ld, not %ld: %.400s",
                response->method, response->path, response->status, status,
                response->body);
}

void assert_header_at(const struct http_response *response, const char *name,
                      const char *value, const char *file, int line)
{
    const char *found = response_header(response, name);

    if (value == NULL ? found != NULL
                      : found == NULL || strcmp(found, value) != 0)
        fail_at(file, line, "%s %s: header %s is '%s', not '%s'",
                response->method, response->path, name,
                found != NULL ? found : "(absent)",
                value != NULL ? value : "(absent)");
}

static bool is_problem(const json_t *body, long status)
{
    const json_t *title = json_object_get(body, "title");
    const json_t *detail = json_object_get(body, "detail");
    const char *type = json_string_value(json_object_get(body, "type"));

    return json_object_size(body) == 4 && type != NULL &&
           strcmp(type, "about:blank") == 0 && json_string_length(title) > 0 &&
           json_string_length(detail) > 0 &&
           json_integer_value(json_object_get(body, "status")) == status;
}

void assert_problem_at(const struct http_response *response, long status,
                       const char *file, int line)
{
    json_t *body = NULL;
    bool good = false;

    assert_status_at(response, status, file, line);
    assert_header_at(response, "Content-Type", "application/problem+json",
                     file, line);
    body = json_loadb(response->body, response->length, JSON_REJECT_DUPLICATES,
                      NULL);
    good = is_problem(body, status);
    json_decref(body);
    if (!good)
        fail_at(file, line, "no problem of RFC 9457 with status %ld: %.400s",
                status, response->body);
}

void assert_contains_at(const char *text, const char *part, const char *file,
                        int line)
{
    if (strstr(text, part) == NULL)
        fail_at(file, line, "'%s' is not in: %.2000s", part, text);
}
