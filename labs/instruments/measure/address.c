/* SPDX-License-Identifier: MIT */
#include "address.h"

#include <curl/curl.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

#include "probe/failure.h"
#include "probe/files.h"

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
    if (code != CURLUE_OK || strcmp(scheme, "https") != 0 || length == 0) {
        say("--url %s: must be https://HOST[:PORT][/PATH]", url);
        return -1;
    }
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

static unsigned look_in(const regex_t *regex, const char *path)
{
    size_t size = 0;
    char *text = read_file_if(path, &size);
    regmatch_t match[2];
    unsigned port = 0;

    if (text != NULL && regexec(regex, text, 2, match, 0) == 0 &&
        match[1].rm_so >= 0)
        port = (unsigned)strtoul(text + match[1].rm_so, NULL, 10);
    free(text);
    return port;
}

unsigned address_by_pattern(const char *pattern, const char *out,
                            const char *err)
{
    regex_t regex;
    unsigned port = 0;

    if (regcomp(&regex, pattern, REG_EXTENDED) != 0 || regex.re_nsub == 0)
        fail_because("--listening-pattern %s: must be an extended regular "
                     "expression with a group",
                     pattern);
    port = look_in(&regex, out);
    if (port == 0)
        port = look_in(&regex, err);
    regfree(&regex);
    return port;
}
