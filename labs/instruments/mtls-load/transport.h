/* SPDX-License-Identifier: MIT */
/*
 * How a client's bytes get on the wire: counted, with the step's deadline,
 * and breaking off where the client's cut says.
 */
#ifndef MTLS_LOAD_TRANSPORT_H
#define MTLS_LOAD_TRANSPORT_H

#include "client.h"

/* Makes the client's session send and receive through the functions below. */
void transport_set(struct client *client);

/*
 * As send() and recv(), on the client's socket; they wait until the
 * deadline, and set the client's failure when they return -1.
 */
ssize_t transport_send(struct client *client, const void *data, size_t size);
ssize_t transport_receive(struct client *client, void *data, size_t size);

#endif
