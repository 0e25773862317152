/* SPDX-License-Identifier: MIT */
#include "asserts.h"

#include <jansson.h>
#include <string.h>

void assert_int_equal_at(long long found, long long expected, const char *what,
                         const char *file, int line)
{
    if (found != expected)
        fail_at(file, line, "%s: expected %lld, got %lld", what, expected,
                found);
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
