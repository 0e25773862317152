/* SPDX-License-Identifier: MIT */
/*
 * What an HTTP server answered.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http.h"

void response_free(struct http_response *response)
{
    free(response->headers);
    free(response->body);
    *response = (struct http_response){0};
}

const char *response_header(const struct http_response *response,
                            const char *name)
{
    const char *line = response->headers;
    size_t length = strlen(name);

    for (; line != NULL && *line != '\0'; line += strlen(line) + 1) {
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        line += length + 1;
        return line + strspn(line, " \t");
    }
    return NULL;
}

bool response_add_header(struct http_response *response, const char *line,
                         size_t size)
{
    char *headers =
        realloc(response->headers, response->header_size + size + 2);

    if (headers == NULL)
        return false;
    response->headers = headers;
    headers += response->header_size;
    memcpy(headers, line, size);
    headers[size] = '\0';
    headers[size + 1] = '\0'; /* the end of them all, so far */
    response->header_size += size + 1;
    return true;
}

bool response_add_body(struct http_response *response, const void *data,
                       size_t size)
{
    char *body = realloc(response->body, response->length + size + 1);

    if (body == NULL)
        return false;
    response->body = body;
    if (size > 0)
        memcpy(body + response->length, data, size);
    response->length += size;
    body[response->length] = '\0';
    return true;
}
