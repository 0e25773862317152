/* SPDX-License-Identifier: MIT */
/*
 * What a client does while a call of the server's fails. Whatever comes of it
 * is right, except that a sensor speaks for another one; and an end has to
 * come.
 */
#ifndef TORTURE_SCENES_H
#define TORTURE_SCENES_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/service.h"

struct scene {
    const char *name;
    const char *certificate; /* NULL: none */
    const char *request;     /* NULL: it is not let in */
    const char *rest;        /* of the request, sent later; or NULL */
};

extern const struct scene scenes[];
extern const size_t scene_count;

/*
 * With TLS 1.2, then with TLS 1.3, then resumed; or only with TLS 1.3. Returns
 * how many of them were answered.
 */
unsigned scene_play(struct service *server, const struct scene *scene,
                    bool once);

#endif
