/* SPDX-License-Identifier: MIT */
/*
 * HTTP over mutual TLS by libcurl: one exchange on a connection of its own.
 */
#include <string.h>

#include "asserts.h"
#include "http.h"

CURLcode http_send(const struct service *server, const char *certificate,
                   const struct http_request *request,
                   struct http_response *response)
{
    scoped_client struct http_client *client = client_new(server, certificate);

    if (client == NULL) {
        response->code = CURLE_OUT_OF_MEMORY;
        return response->code;
    }
    return client_send(client, request, response);
}

CURLcode http_get(const struct service *server, const char *certificate,
                  const char *path, struct http_response *response)
{
    return http_send(server, certificate, &(struct http_request){.path = path},
                     response);
}

CURLcode http_head(const struct service *server, const char *certificate,
                   const char *path, struct http_response *response)
{
    return http_send(server, certificate,
                     &(struct http_request){.method = "HEAD", .path = path},
                     response);
}

CURLcode http_post_json(const struct service *server, const char *certificate,
                        const char *path, const char *json,
                        struct http_response *response)
{
    return http_send(server, certificate,
                     &(struct http_request){.path = path,
                                            .type = "application/json",
                                            .body = json,
                                            .length = strlen(json)},
                     response);
}

bool http_keeps_alive(const struct service *server, const char *certificate)
{
    scoped_client struct http_client *client = client_new(server, certificate);
    scoped_response struct http_response response = {0};

    for (int i = 0; i < 2; i++) {
        (void)client_get(client, "/healthz", &response);
        assert_status(&response, 200);
    }
    return response.connects == 0;
}
