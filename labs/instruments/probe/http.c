/* SPDX-License-Identifier: MIT */
#include "http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs.h"
#include "deadline.h"
#include "service.h"

struct http_client {
    CURL *curl;
    char url[64];
    char cert[PATH_SIZE], key[PATH_SIZE], ca[PATH_SIZE];
    long version; /* CURL_SSLVERSION_... */
};

/* ---- Callbacks of libcurl -------------------------------------------- */

static size_t take_header(char *line, size_t one, size_t size, void *object)
{
    struct http_response *response = object;
    size_t length = size;

    (void)one; /* 1, says the manual */
    while (length > 0 &&
           (line[length - 1] == '\r' || line[length - 1] == '\n'))
        length--;
    if (length >= 5 && strncmp(line, "HTTP/", 5) == 0) {
        free(response->headers); /* those of 100 Continue */
        response->headers = NULL;
        response->header_size = 0;
    } else if (length > 0 && !response_add_header(response, line, length)) {
        return 0;
    }
    return size;
}

static size_t take_body(char *data, size_t one, size_t size, void *object)
{
    (void)one;
    return response_add_body(object, data, size) ? size : 0;
}

/* What is left to send of a chunked body. */
struct upload {
    const char *data;
    size_t left;
};

static size_t give_body(char *out, size_t one, size_t room, void *object)
{
    struct upload *upload = object;
    size_t size = upload->left < room ? upload->left : room;

    (void)one;
    memcpy(out, upload->data, size);
    upload->data += size;
    upload->left -= size;
    return size;
}

/* ---- Clients --------------------------------------------------------- */

struct http_client *client_new(const struct service *server,
                               const char *certificate)
{
    struct http_client *client = calloc(1, sizeof *client);

    if (client == NULL)
        return NULL;
    client->curl = curl_easy_init();
    (void)snprintf(client->url, sizeof client->url, "%s", server->url);
    cert_path(client->ca, "ca");
    if (certificate != NULL) {
        cert_path(client->cert, certificate);
        key_path(client->key, certificate);
    }
    client->version = CURL_SSLVERSION_DEFAULT;
    return client;
}

void client_free(struct http_client *client)
{
    if (client != NULL)
        curl_easy_cleanup(client->curl);
    free(client);
}

void client_cleanup(struct http_client **client)
{
    client_free(*client);
}

void client_set_version(struct http_client *client, const char *version)
{
    client->version =
        strcmp(version, "1.2") == 0
            ? CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2
            : CURL_SSLVERSION_TLSv1_3 | CURL_SSLVERSION_MAX_TLSv1_3;
}

/* ---- One exchange ---------------------------------------------------- */

/* curl_easy_setopt fails for want of memory only: curl_easy_perform too. */
#define SET(option, value) \
    (void)curl_easy_setopt(client->curl, CURLOPT_##option, value)

static void set_connection(struct http_client *client,
                           struct http_response *response)
{
    char url[256];

    (void)snprintf(url, sizeof url, "%s", client->url);
    curl_easy_reset(client->curl); /* options only: connections are kept */
    SET(URL, url);
    SET(CAINFO, client->ca);
    SET(CAPATH, NULL); /* else it reads all of the system's, each time */
    if (client->cert[0] != '\0') {
        SET(SSLCERT, client->cert);
        SET(SSLKEY, client->key);
    }
    SET(SSLVERSION, client->version);
    SET(SSL_SESSIONID_CACHE, 0L);
    SET(PROXY, ""); /* whatever the environment says */
    SET(NOSIGNAL, 1L);
    SET(PATH_AS_IS, 1L);
    SET(TIMEOUT, (long)patience());
    SET(ERRORBUFFER, response->error);
    SET(HEADERFUNCTION, take_header);
    SET(HEADERDATA, response);
    SET(WRITEFUNCTION, take_body);
    SET(WRITEDATA, response);
}

static void set_body(struct http_client *client,
                     const struct http_request *request, struct upload *upload)
{
    if (request->body == NULL)
        return;
    SET(POST, 1L);
    if (request->chunked) {
        *upload = (struct upload){request->body, request->length};
        SET(READFUNCTION, give_body);
        SET(READDATA, upload);
        return;
    }
    SET(POSTFIELDSIZE, (long)request->length);
    SET(POSTFIELDS, request->body);
}

static struct curl_slist *make_headers(const struct http_request *request)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    char type[128];

    (void)snprintf(type, sizeof type, "Content-Type:%s%s",
                   request->type != NULL ? " " : "",
                   request->type != NULL ? request->type : "");
    list = curl_slist_append(list, type);
    if (request->chunked)
        list = curl_slist_append(list, "Transfer-Encoding: chunked");
    if (request->header != NULL)
        list = curl_slist_append(list, request->header);
    return list;
}

static void note_request(const struct http_request *request,
                         struct http_response *response)
{
    const char *method = request->body != NULL ? "POST" : "GET";

    response_free(response);
    if (request->method != NULL)
        method = request->method;
    (void)snprintf(response->method, sizeof response->method, "%s", method);
    (void)snprintf(response->path, sizeof response->path, "%s", request->path);
}

CURLcode client_send(struct http_client *client,
                     const struct http_request *request,
                     struct http_response *response)
{
    struct curl_slist *headers = make_headers(request);
    struct upload upload = {NULL, 0};

    note_request(request, response);
    set_connection(client, response);
    set_body(client, request, &upload);
    SET(HTTPHEADER, headers);
    SET(REQUEST_TARGET, request->path); /* the URL's, untouched */
    if (strcmp(response->method, "HEAD") == 0)
        SET(NOBODY, 1L);
    else if (request->method != NULL)
        SET(CUSTOMREQUEST, request->method);
    response->code = curl_easy_perform(client->curl);
    if (response->code == CURLE_OPERATION_TIMEDOUT)
        patience_ran_out();
    (void)curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE,
                            &response->status);
    (void)curl_easy_getinfo(client->curl, CURLINFO_NUM_CONNECTS,
                            &response->connects);
    if (!response_add_body(response, NULL, 0))
        response->code = CURLE_OUT_OF_MEMORY;
    curl_slist_free_all(headers);
    return response->code;
}

CURLcode client_get(struct http_client *client, const char *path,
                    struct http_response *response)
{
    return client_send(client, &(struct http_request){.path = path}, response);
}
