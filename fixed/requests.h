/* SPDX-License-Identifier: MIT */
/*
 * Request contexts: what one request is about, from its first header line
 * until the last byte of its answer, and the list behind GET /requests.
 */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "scope.h"
#include "sessions.h"

struct MHD_Connection;
struct request;

/*
 * Makes the context of a request that just came on `connection`, whose
 * record is `session`. Both must outlive it, and `url` must stay until the
 * request is answered; method and url are copied for the list (cut to 7 and
 * 127 bytes). NULL when memory ran out.
 */
struct request *request_begin(struct MHD_Connection *connection,
                              struct session *session, const char *method,
                              const char *url);

/*
 * Its answer is over: settles what the audit line and GET /requests say of it.
 * `how` it ended is static text: "complete" (answered to the last byte),
 * "aborted" (the client left, or a limit was passed), "timeout", "shutdown".
 */
void request_finished(struct request *request, const char *how);

/* Closes its scope. It must not be used any more. NULL is fine. */
void request_end(struct request *request);

/* ---- What it carries ------------------------------------------------- */

unsigned long request_id(const struct request *request); /* 1, 2, 3, ... */
struct MHD_Connection *request_connection(const struct request *request);
struct session *request_session(const struct request *request);

/*
 * Storage of the request: whatever is deferred to this scope lives until
 * request_end().
 */
struct scope *request_scope(struct request *request);

/*
 * The path of its URL: whole, until it is answered; and as it is listed and
 * logged, to the end.
 */
const char *request_url(const struct request *request);
const char *request_path(const struct request *request);

/*
 * Status (0: none yet) of its answer, and the length in bytes of the body
 * that goes with it, whether or not the client comes to read it all.
 */
void request_answered(struct request *request, unsigned status,
                      uint64_t bytes);
unsigned request_status(const struct request *request);

/*
 * Adds a part of the body, owned by the request. Of a body that is longer
 * than `limit` nothing is kept; its length is counted on. Returns 0, or -1
 * when memory ran out.
 */
int request_add_body(struct request *request, const char *part, size_t size,
                     size_t limit);

/* The body so far and its length; NULL if it is empty or too long. */
const char *request_body(const struct request *request, size_t *length);

/* ---- All of them ----------------------------------------------------- */

/* Writes the audit line of a request: who asked for what, and the answer. */
void request_audit(const struct request *request, unsigned reloads);

/* How many have begun and not ended. */
unsigned requests_active(void);

/*
 * The last 100 requests, newest first, as a JSON array; one that still runs
 * has a null status. The caller owns it. NULL when memory ran out.
 */
json_t *requests_json(void);

#endif
