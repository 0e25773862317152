/* SPDX-License-Identifier: MIT */
/*
 * Clients whose addresses are of IPv6, another one each time.
 */
#ifndef OVER_IPV6_H
#define OVER_IPV6_H

#include "probe/metered.h"

/*
 * On a server of its own: what a handshake and a request from so many
 * addresses leave. Prints it if it is something each time, or that this
 * machine has no IPv6. Returns whether; *heap: it is of the heap.
 */
bool over_ipv6_grow(bool *heap);

#endif
