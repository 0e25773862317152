/* SPDX-License-Identifier: MIT */
#include "app/reply.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "intake.h"
#include "process/log.h"

/* ---- The one way out -------------------------------------------------- */

static bool (*closes_connections)(void);

void reply_ask(bool (*closes)(void))
{
    closes_connections = closes;
}

enum MHD_Result reply_response(struct request *request, unsigned status,
                               const char *type, struct MHD_Response *response,
                               uint64_t length)
{
    enum MHD_Result result = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    result =
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (result == MHD_YES &&
        ((closes_connections != NULL && closes_connections()) ||
         intake_is_last(request_session(request))))
        result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION,
                                         "close");
    if (result == MHD_YES)
        result = MHD_add_response_header(
            response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (result == MHD_YES)
        result =
            MHD_queue_response(request_connection(request), status, response);
    /* The connection holds a reference of its own: this drops only ours. */
    MHD_destroy_response(response);
    if (result == MHD_YES)
        request_answered(request, status, length);
    return result;
}

/* ---- Texts ----------------------------------------------------------- */

/*
 * An answer is one block of memory until its client has taken the last of it.
 * A client that reads nothing has --timeout for that. So what all answers hold
 * is bounded: once it is more than this, nobody gets a list. Short answers go
 * on.
 */
#define ANSWERS_MAX (64U << 20) /* bytes */
#define TOO_MUCH_HELD "clients leave too many answers unread; try again later"

static atomic_size_t held;

struct answer {
    char *text;
    size_t length;
};

static bool too_much_held(const struct request *request)
{
    if (atomic_load(&held) <= ANSWERS_MAX)
        return false;
    log_limit(LIMIT_ANSWERS, session_client(request_session(request)));
    return true;
}

static void answer_free(void *object)
{
    struct answer *answer = object;

    atomic_fetch_sub(&held, answer->length);
    free(answer->text);
    free(answer);
}

/* Which takes over the text, also when it returns NULL. */
static struct MHD_Response *response_of(char *text, size_t length)
{
    struct MHD_Response *response = NULL;
    struct answer *answer = malloc(sizeof *answer);

    if (answer == NULL) {
        free(text);
        return NULL;
    }
    *answer = (struct answer){text, length};
    atomic_fetch_add(&held, length);
    response = MHD_create_response_from_buffer_with_free_callback_cls(
        length, text, answer_free, answer);
    if (response == NULL)
        answer_free(answer);
    return response;
}

/* Without a header more if `name` is NULL. */
static enum MHD_Result send_text(struct request *request, unsigned status,
                                 const char *type, char *text, size_t length,
                                 const char *name, const char *value)
{
    struct MHD_Response *response = NULL;

    if (text == NULL)
        return MHD_NO;
    intake_answer(request_session(request), length);
    response = response_of(text, length);
    if (response == NULL)
        return MHD_NO;
    if (name != NULL &&
        MHD_add_response_header(response, name, value) != MHD_YES) {
        MHD_destroy_response(response);
        return MHD_NO;
    }
    return reply_response(request, status, type, response, length);
}

enum MHD_Result reply_text(struct request *request, const char *type,
                           char *text, size_t length)
{
    if (!too_much_held(request))
        return send_text(request, MHD_HTTP_OK, type, text, length, NULL, NULL);
    free(text);
    return reply_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, TOO_MUCH_HELD);
}

/* ---- JSON ------------------------------------------------------------ */

/* Of NULL no text can be made: it reads as out of memory, too. */
static enum MHD_Result reply_dump(struct request *request, unsigned status,
                                  const char *type, json_t *body,
                                  const char *name, const char *value)
{
    char *text = json_dumps(body, JSON_COMPACT);

    json_decref(body);
    return send_text(request, status, type, text,
                     text != NULL ? strlen(text) : 0, name, value);
}

enum MHD_Result reply_json_with(struct request *request, unsigned status,
                                json_t *body, const char *name,
                                const char *value)
{
    if (body == NULL)
        return reply_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                             "out of memory; try again later");
    if (json_is_array(body) && too_much_held(request)) {
        json_decref(body);
        return reply_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                             TOO_MUCH_HELD);
    }
    return reply_dump(request, status, "application/json", body, name, value);
}

enum MHD_Result reply_json(struct request *request, unsigned status,
                           json_t *body)
{
    return reply_json_with(request, status, body, NULL, NULL);
}

enum MHD_Result reply_problem_with(struct request *request, unsigned status,
                                   const char *detail, const char *name,
                                   const char *value)
{
    json_t *body = json_pack("{s:s s:s s:i s:s}", "type", "about:blank",
                             "title", MHD_get_reason_phrase_for(status),
                             "status", (int)status, "detail", detail);

    return reply_dump(request, status, "application/problem+json", body, name,
                      value);
}

enum MHD_Result reply_problem(struct request *request, unsigned status,
                              const char *detail)
{
    return reply_problem_with(request, status, detail, NULL, NULL);
}
