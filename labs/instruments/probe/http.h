/* SPDX-License-Identifier: MIT */
/*
 * HTTP over mutual TLS by libcurl. Nothing here asserts, so that threads may
 * use it: what went wrong stands in the response, and assert_status() tells.
 */
#ifndef HTTP_H
#define HTTP_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

struct service;

/* ---- Answers --------------------------------------------------------- */

/*
 * Begins as {0}. Each exchange that fills it frees what it held; the last is
 * freed by response_free(), which scoped_response calls at the block's end.
 */
struct http_response {
    CURLcode code; /* CURLE_OK: a whole answer came */
    long status;   /* 0: no answer */
    char *headers; /* "Name: value" each with a NUL, then another NUL */
    size_t header_size;
    char *body; /* with a NUL behind; never NULL after an exchange */
    size_t length;
    long connects;             /* how many connections had to be made for it */
    char method[8], path[160]; /* what it answers, for messages */
    char error[CURL_ERROR_SIZE];
};

void response_free(struct http_response *response);
#define scoped_response __attribute__((cleanup(response_free)))

/* The value of a header, by name without regard to case; NULL: absent. */
const char *response_header(const struct http_response *response,
                            const char *name);

/* Appends to the headers or the body. false when memory ran out. */
bool response_add_header(struct http_response *response, const char *line,
                         size_t size);
bool response_add_body(struct http_response *response, const void *data,
                       size_t size);

/* ---- Requests -------------------------------------------------------- */

struct http_request {
    const char *method; /* NULL: GET, or POST with a body */
    const char *path;   /* sent as it is: no squeezing of dots */
    const char *type;   /* Content-Type, or NULL */
    const void *body;   /* or NULL */
    size_t length;      /* of the body */
    bool chunked;       /* the length is not announced */
    const char *header; /* one more "Name: value", or NULL */
};

/*
 * A client with the certificate of this name, or with none. It keeps its
 * connection alive from one request to the next, if the server does, and
 * never resumes a TLS session. `server` is only read from at client_new.
 */
struct http_client;
struct http_client *client_new(const struct service *server,
                               const char *certificate);
void client_free(struct http_client *client); /* closes its connection */
#define scoped_client __attribute__((cleanup(client_cleanup)))
void client_cleanup(struct http_client **client);

/* "1.2" or "1.3": no other version; call before the first request. */
void client_set_version(struct http_client *client, const char *version);

/* Sends it and reads the answer. Returns response->code. */
CURLcode client_send(struct http_client *client,
                     const struct http_request *request,
                     struct http_response *response);
CURLcode client_get(struct http_client *client, const char *path,
                    struct http_response *response);

/* The same on a connection of its own. */
CURLcode http_send(const struct service *server, const char *certificate,
                   const struct http_request *request,
                   struct http_response *response);
CURLcode http_get(const struct service *server, const char *certificate,
                  const char *path, struct http_response *response);
CURLcode http_head(const struct service *server, const char *certificate,
                   const char *path, struct http_response *response);
CURLcode http_post_json(const struct service *server, const char *certificate,
                        const char *path, const char *json,
                        struct http_response *response);

/*
 * Whether a second request comes to be on the connection of the first; both
 * have to be answered, else the test fails.
 */
bool http_keeps_alive(const struct service *server, const char *certificate);

#endif
