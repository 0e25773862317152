/* SPDX-License-Identifier: MIT */
/*
 * The order of GET /requests.
 */
#ifndef LISTED_H
#define LISTED_H

#include "probe/http.h"

/*
 * The newest first, each once, whoever begins or ends while the list is made:
 * else it fails. No list at all is for others to judge.
 */
void listed_falling(struct http_client *client);

#endif
