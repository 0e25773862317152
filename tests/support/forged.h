/* SPDX-License-Identifier: MIT */
/*
 * Handshake messages that no library sends: raw, or under the keys of a
 * session that stands.
 */
#ifndef FORGED_H
#define FORGED_H

#include "probe/probe.h"

/* The head of a message that claims `length` bytes, and what follows. */
#define FORGED_HEAD 4
void forged_head(unsigned char head[FORGED_HEAD], unsigned type,
                 unsigned length);

/*
 * Sends bytes as one record of type handshake, of at most 16 KiB: in the
 * clear, or sealed with the next number of the session. Returns whether the
 * socket took all of it.
 */
bool forged_clear(struct tls_client *client, const void *data, size_t size);
bool forged_sealed(struct tls_client *client, const void *data, size_t size);

/*
 * A message of that type that claims `claimed` bytes, of which `size` are
 * sent, in records of `chunk` bytes. Returns how many the server took.
 */
typedef bool forged_record(struct tls_client *client, const void *data,
                           size_t size);
size_t forged_message(struct tls_client *client, forged_record *record,
                      unsigned type, size_t claimed, size_t size,
                      size_t chunk);

#endif
