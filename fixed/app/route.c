/* SPDX-License-Identifier: MIT */
#include "app/route.h"

#include <stddef.h>
#include <string.h>

#define NAME_OF(route, name, read, write, get, post) name,

const char *const route_names[] = {ROUTES(NAME_OF) NULL};

/* Of its name: the length before the argument, or in all. */
static size_t path_length(enum route route)
{
    return strcspn(route_names[route], "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

enum route route_find(const char *url)
{
    for (enum route i = ROUTE_UNKNOWN + 1; i < ROUTE_COUNT; i++) {
        size_t length = path_length(i);

        if (strncmp(url, route_names[i], length) == 0 &&
            (route_names[i][length] != '\0' || url[length] == '\0'))
            return i;
    }
    return ROUTE_UNKNOWN;
}

const char *route_argument(enum route route, const char *url)
{
    return url + path_length(route);
}
