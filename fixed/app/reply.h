/* SPDX-License-Identifier: MIT */
/*
 * Answers: JSON, text, a file, or a problem (RFC 9457). Each function queues
 * the answer, notes status and length in the request, and returns what the
 * handler of libmicrohttpd must return: MHD_NO, when memory ran out, breaks
 * the connection off. When answers that nobody takes hold too much, a list of
 * JSON or a text becomes a problem 503.
 */
#ifndef REPLY_H
#define REPLY_H

#include <jansson.h>
#include <microhttpd.h>
#include <stdbool.h>

#include "requests.h"

/*
 * Each answer calls `closes` to learn whether it is the last one of its
 * connection. The server knows, and it stands above. Call once, before the
 * server starts; without a call no answer is the last.
 */
void reply_ask(bool (*closes)(void));

/*
 * Sends `body`, which this function frees; NULL reads as out of memory. The
 * second one adds a header of the given name and value.
 */
enum MHD_Result reply_json(struct request *request, unsigned status,
                           json_t *body);
enum MHD_Result reply_json_with(struct request *request, unsigned status,
                                json_t *body, const char *name,
                                const char *value);

/*
 * Sends application/problem+json; `detail` says what to do about it. The
 * second one adds a header of the given name and value.
 */
enum MHD_Result reply_problem(struct request *request, unsigned status,
                              const char *detail);
enum MHD_Result reply_problem_with(struct request *request, unsigned status,
                                   const char *detail, const char *name,
                                   const char *value);

/* Sends `text` of `length` bytes, which comes from malloc() and is freed. */
enum MHD_Result reply_text(struct request *request, const char *type,
                           char *text, size_t length);

/* Sends a response of `length` bytes, and destroys it. NULL: no memory. */
enum MHD_Result reply_response(struct request *request, unsigned status,
                               const char *type, struct MHD_Response *response,
                               uint64_t length);

#endif
