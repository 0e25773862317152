/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <jansson.h>
#include <string.h>

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

/* A flame graph may be looked at by itself: its script finds and widens. */
static const char policy_of_picture[] =
    "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'";

struct answer answer_none(void)
{
    return (struct answer){.response = NULL};
}

struct answer answer_of(unsigned status, const char *type,
                        struct MHD_Response *response)
{
    return (struct answer){
        .status = status, .type = type, .response = response};
}

struct answer answer_bytes(unsigned status, const char *type, const char *data,
                           size_t size, enum MHD_ResponseMemoryMode mode)
{
    /* A cast for C: it is only read from. */
    return answer_of(
        status, type,
        MHD_create_response_from_buffer(size, (void *)data, mode));
}

struct answer answer_problem(unsigned status, const char *detail)
{
    json_t *object = json_pack("{s:s, s:i, s:s}", "title",
                               MHD_get_reason_phrase_for(status), "status",
                               (int)status, "detail", detail);
    char *text = json_dumps(object, JSON_COMPACT); /* NULL of NULL */

    json_decref(object);
    if (text == NULL)
        return answer_bytes(status, NULL, "", 0, MHD_RESPMEM_PERSISTENT);
    return answer_bytes(status, "application/problem+json", text, strlen(text),
                        MHD_RESPMEM_MUST_FREE);
}

struct answer answer_allow(const char *methods)
{
    struct answer answer = answer_problem(MHD_HTTP_METHOD_NOT_ALLOWED,
                                          "that method is not for this place");

    answer.allow = methods;
    return answer;
}

enum MHD_Result answer_queue(struct answer *answer,
                             struct MHD_Connection *connection)
{
    const char *const headers[][2] = {
        {MHD_HTTP_HEADER_CONTENT_TYPE, answer->type},
        {MHD_HTTP_HEADER_ALLOW, answer->allow},
        {MHD_HTTP_HEADER_CONTENT_SECURITY_POLICY,
         answer->is_picture ? policy_of_picture : policy},
        {MHD_HTTP_HEADER_X_CONTENT_TYPE_OPTIONS, "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
    };
    enum MHD_Result result = MHD_YES;

    if (answer->response == NULL)
        return MHD_NO; /* no memory: the connection is broken off */
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        if (headers[i][1] != NULL && result == MHD_YES)
            result = MHD_add_response_header(answer->response, headers[i][0],
                                             headers[i][1]);
    }
    if (result == MHD_YES)
        result =
            MHD_queue_response(connection, answer->status, answer->response);
    MHD_destroy_response(answer->response); /* the connection holds it still */
    answer->response = NULL;
    return result;
}
