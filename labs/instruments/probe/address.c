/* SPDX-License-Identifier: MIT */
#include "address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "" for what is not there. */
static void take(CURLU *parts, CURLUPart part, char *text, size_t size)
{
    char *value = NULL;

    text[0] = '\0';
    if (curl_url_get(parts, part, &value, 0) == CURLUE_OK)
        (void)snprintf(text, size, "%s", value);
    curl_free(value);
}

int address_parse(struct address *address, const char *url)
{
    CURLU *parts = curl_url();
    char scheme[16], host[250], port[8], path[500], query[500];
    CURLUcode code = curl_url_set(parts, CURLUPART_URL, url, 0);
    size_t length = 0;

    take(parts, CURLUPART_SCHEME, scheme, sizeof scheme);
    take(parts, CURLUPART_HOST, host, sizeof host);
    take(parts, CURLUPART_PORT, port, sizeof port);
    take(parts, CURLUPART_PATH, path, sizeof path);
    take(parts, CURLUPART_QUERY, query, sizeof query);
    curl_url_cleanup(parts);
    length = strlen(host);
    if (code != CURLUE_OK || strcmp(scheme, "https") != 0 || length == 0)
        return -1;
    *address = (struct address){.six = host[0] == '['};
    if (address->six)
        host[length - 1] = '\0';
    (void)snprintf(address->host, sizeof address->host, "%s",
                   host + address->six);
    (void)snprintf(address->path, sizeof address->path, "%s%s%s", path,
                   *query != '\0' ? "?" : "", query);
    address->port = (unsigned)strtoul(port, NULL, 10);
    return 0;
}

void address_request(const struct address *address, unsigned port, char *text,
                     size_t size)
{
    (void)snprintf(text, size, "GET %s HTTP/1.1\r\nHost: %s%s%s:%u\r\n\r\n",
                   address->path, address->six ? "[" : "", address->host,
                   address->six ? "]" : "", port);
}

bool address_is_here(const char *six)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    int one = socket(AF_INET6, SOCK_STREAM, 0);
    bool is =
        one >= 0 && inet_pton(AF_INET6, six, &address.sin6_addr) == 1 &&
        bind(one, (const struct sockaddr *)&address, sizeof address) == 0;

    if (one >= 0)
        (void)close(one);
    return is;
}
