/* SPDX-License-Identifier: MIT */
/*
 * A download that takes as long as its client likes: of a file larger than
 * what the sockets between them can hold.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include <stddef.h>

#include "probe/service.h"
#include "probe/tls_client.h"

#define IMAGE_SIZE 9000000 /* bytes */

/*
 * A client in mid-download: headers read, hardly anything of the body. The
 * caller closes it with tls_close().
 */
struct tls_client *image_begin(const struct service *server);

/* The same, but NULL if the server ended it before: see tls_try(). */
struct tls_client *image_try(const struct service *server);

/* Reads the rest: how much of the body came, each byte as it should be. */
size_t image_read(struct tls_client *client);

#endif
