/* SPDX-License-Identifier: MIT */
/*
 * What contract tests ask for time and again, in one call each.
 */
#ifndef ASK_H
#define ASK_H

#include <jansson.h>

#include "probe/acts.h" /* GET(path) */
#include "probe/http.h"
#include "probe/service.h"
#include "probe/tls_client.h"

/* Sends a request of these words, and reads the answer. */
void ask(struct tls_client *client, const char *request,
         struct http_response *response);

/* The same; returns the status. A 403 must be a problem. */
long ask_status(struct tls_client *client, const char *request);

/* GET of this path on a connection of its own is answered so. */
#define assert_get(server, certificate, path, status) \
    assert_get_at((server), (certificate), (path), (status), __FILE__, \
                  __LINE__)
void assert_get_at(const struct service *server, const char *certificate,
                   const char *path, long status, const char *file, int line);

/* What GET of this path is answered by, with status 200; json_decref() it. */
json_t *ask_json(struct http_client *client, const char *path);

/* POST /readings of this JSON. */
void post_reading(const struct service *server, const char *json,
                  struct http_response *response);
#define GOOD_READING "{\"sensor\":\"boiler\",\"value\":21.5,\"unit\":\"C\"}"

/* The server's file is that certificate, or list, from now on. */
void reload_with(struct service *server, const char *file,
                 const char *certificate);

#endif
