/* SPDX-License-Identifier: MIT */
/*
 * libcurl fetches the text, a few lines find the numbers in it.
 */
#define _POSIX_C_SOURCE 200809L
#include "scrape.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "stop.h"
#include "workspace.h"

#define TEXT_SIZE ((size_t)65536)

struct text {
    size_t length;
    char bytes[TEXT_SIZE]; /* always terminated */
};

int scrape_start(void)
{
    CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

    return code == CURLE_OK ? 0 : say("libcurl: %s", curl_easy_strerror(code));
}

void scrape_stop(void)
{
    curl_global_cleanup();
}

/* ---- The request ----------------------------------------------------- */

/* As CURLOPT_WRITEFUNCTION(3); less than all of it ends the transfer. */
static size_t keep(char *bytes, size_t size, size_t count, void *argument)
{
    struct text *text = argument;
    size_t length = size * count;

    if (length >= TEXT_SIZE - text->length)
        return 0;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
    return length;
}

/* As CURLOPT_XFERINFOFUNCTION(3): not 0 ends the transfer. */
static int interrupted(void *argument, curl_off_t a, curl_off_t b,
                       curl_off_t c, curl_off_t d)
{
    (void)argument, (void)a, (void)b, (void)c, (void)d;
    return stop_signal();
}

static CURLcode set_up(CURL *curl, const char *url, const char *certs,
                       struct text *text)
{
    char path[PATH_MAX];
    char whole[256];
    CURLcode code = CURLE_OK;

#define SET(option, value) \
    code = code != CURLE_OK ? code : curl_easy_setopt(curl, option, value)
#define SET_PATH(option, file) \
    if (workspace_path(path, "%s/%s", certs, file) < 0) \
        return CURLE_OUT_OF_MEMORY; \
    SET(option, path) /* curl keeps a copy */

    (void)snprintf(whole, sizeof whole, "%s/metrics", url);
    SET(CURLOPT_URL, whole);
    SET_PATH(CURLOPT_CAINFO, "ca.pem");
    SET_PATH(CURLOPT_SSLCERT, "operator.pem");
    SET_PATH(CURLOPT_SSLKEY, "operator-key.pem");
    SET(CURLOPT_PROXY, "");               /* whatever the environment says */
    SET(CURLOPT_SSL_SESSIONID_CACHE, 0L); /* a full handshake each time */
    SET(CURLOPT_FORBID_REUSE, 1L);
    SET(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_FAILONERROR, 1L);
    SET(CURLOPT_TIMEOUT, 30L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, interrupted);
    SET(CURLOPT_WRITEFUNCTION, keep);
    SET(CURLOPT_WRITEDATA, text);
#undef SET_PATH
#undef SET
    return code;
}

static int fetch(const char *name, const char *url, const char *certs,
                 struct text *text)
{
    CURL *curl = curl_easy_init();
    CURLcode code = CURLE_FAILED_INIT;

    if (curl != NULL)
        code = set_up(curl, url, certs, text);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    curl_easy_cleanup(curl); /* NULL is fine */
    if (code == CURLE_OK)
        return 0;
    if (stop_signal() == 0)
        (void)say("%s: GET /metrics failed: %s", name,
                  curl_easy_strerror(code));
    return -1;
}

/* ---- The numbers ----------------------------------------------------- */

static int find(const char *text, const char *module, long *value)
{
    char key[64];
    char *end = NULL;
    const char *line = NULL;

    (void)snprintf(key, sizeof key, "\nmtls_live_objects{module=\"%s\"} ",
                   module);
    line = strstr(text, key);
    if (line == NULL)
        return -1;
    line += strlen(key);
    errno = 0;
    *value = strtol(line, &end, 10);
    return errno == 0 && end != line && *end == '\n' ? 0 : -1;
}

int scrape_objects(const char *name, const char *url, const char *certs,
                   long objects[MODULE_COUNT])
{
    struct text *text = calloc(1, sizeof *text);
    int status = 0;

    if (text == NULL)
        return say("out of memory");
    status = fetch(name, url, certs, text);
    for (int i = 0; i < MODULE_COUNT && status == 0; i++) {
        const char *module = module_name((enum module)i);

        if (find(text->bytes, module, &objects[i]) < 0)
            status = say("%s: /metrics has no mtls_live_objects of %s", name,
                         module);
    }
    free(text);
    return status;
}
