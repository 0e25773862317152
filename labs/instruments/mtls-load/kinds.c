/* SPDX-License-Identifier: MIT */
/*
 * One table of all steps, and the text of the requests they send.
 */
#include "kinds.h"

#include <stdio.h>
#include <string.h>

#define READINGS "/readings"

static const struct kind kinds[] = {
    {"healthz", ACT_REQUEST, "GET", "/healthz", BODY_NONE, 200},
    {"whoami", ACT_REQUEST, "GET", "/whoami", BODY_NONE, 200},
    {"readings", ACT_REQUEST, "GET", READINGS "?limit=10", BODY_NONE, 200},
    {"post", ACT_REQUEST, "POST", READINGS, BODY_READING, 201},
    {"firmware", ACT_REQUEST, "GET", "/firmware/", BODY_NONE, 200},
    {"requests", ACT_REQUEST, "GET", "/requests", BODY_NONE, 200},
    {"sessions", ACT_REQUEST, "GET", "/sessions", BODY_NONE, 200},
    {"metrics", ACT_REQUEST, "GET", "/metrics", BODY_NONE, 200},
    {"not-found", ACT_REQUEST, "GET", "/no-such-route", BODY_NONE, 404},
    {"bad-json", ACT_REQUEST, "POST", READINGS, BODY_BAD, 400},
    {"head", ACT_REQUEST, "HEAD", "/whoami", BODY_NONE, 200},
    {"accepted", ACT_FRESH, "GET", "/whoami", BODY_NONE, 200},
    {"many-names", ACT_FRESH, "GET", "/whoami", BODY_NONE, 200},
    {"refused", ACT_REFUSED, "GET", "/healthz", BODY_NONE, 0},
    {"abort:hello", ACT_ABORT_HELLO, NULL, NULL, BODY_NONE, 0},
    {"abort:flight1", ACT_ABORT_FLIGHT1, NULL, NULL, BODY_NONE, 0},
    {"abort:flight2", ACT_ABORT_FLIGHT2, NULL, NULL, BODY_NONE, 0},
    {"abort:finished", ACT_ABORT_FINISHED, NULL, NULL, BODY_NONE, 0},
    {"vanish:request", ACT_VANISH_REQUEST, "GET", "/whoami", BODY_NONE, 0},
    {"vanish:post", ACT_VANISH_POST, "POST", READINGS, BODY_READING, 0},
    {"vanish:download", ACT_VANISH_DOWNLOAD, "GET", "/firmware/", BODY_NONE,
     200},
    {"stall:download", ACT_STALL_DOWNLOAD, "GET", "/firmware/", BODY_NONE,
     200},
    {"stall:hello", ACT_STALL_HELLO, NULL, NULL, BODY_NONE, 0},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const struct kind *kind_find(const char *name)
{
    if (strncmp(name, "refused:", 8) == 0 && name[8] != '\0')
        name = "refused";
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}

void kinds_list(char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < KINDS; i++) {
        int n = snprintf(text + used, size - used, "%s ", kinds[i].name);

        if (n < 0 || (size_t)n >= size - used)
            return; /* cut short: it is only a hint */
        used += (size_t)n;
    }
    (void)snprintf(text + used, size - used, "refused:NAME");
}

/* ---- Requests --------------------------------------------------------- */

/*
 * All numbers have a fixed width: the same run sends the same number of
 * bytes whatever the seed, so that byte counts can be compared.
 */
static int compose_body(enum body body, uint64_t random, char *text,
                        size_t size)
{
    unsigned sensor = (unsigned)(random % 10000);
    unsigned degrees = (unsigned)(10 + (random >> 16) % 90);
    unsigned tenths = (unsigned)((random >> 32) % 9 + 1);

    switch (body) {
    case BODY_READING: /* no trailing zero: it would not survive a parser */
        return snprintf(text, size,
                        "{\"sensor\":\"s-%04u\",\"value\":%u.%u,"
                        "\"unit\":\"C\"}",
                        sensor, degrees, tenths);
    case BODY_BAD:
        return snprintf(text, size,
                        "{\"sensor\":\"s-%04u\",\"value\":", sensor);
    case BODY_NONE:
        break;
    }
    text[0] = '\0';
    return 0;
}

int kind_request(const struct kind *kind, const char *authority,
                 const char *firmware, uint64_t random, char *buffer,
                 size_t size, size_t *head)
{
    char body[128];
    char extra[80] = "";
    int length = compose_body(kind->body, random, body, sizeof body);
    size_t path = strlen(kind->path);
    int total;

    if (length > 0)
        (void)snprintf(extra, sizeof extra,
                       "Content-Type: application/json\r\n"
                       "Content-Length: %d\r\n",
                       length);
    total = snprintf(buffer, size,
                     "%s %s%s HTTP/1.1\r\nHost: %s\r\n"
                     "User-Agent: mtls-load\r\n%s\r\n%s",
                     kind->method, kind->path,
                     kind->path[path - 1] == '/' ? firmware : "", authority,
                     extra, body);
    if (length < 0 || total < 0 || (size_t)total >= size)
        return -1;
    *head = (size_t)(total - length);
    return total;
}
