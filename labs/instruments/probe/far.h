/* SPDX-License-Identifier: MIT */
/*
 * A network of our own (network_namespaces(7)), which nobody else sees, in
 * which this machine has an address of IPv6 as the world has: loopback's are
 * shorter.
 */
#ifndef FAR_H
#define FAR_H

#include <stdbool.h>

/* None is longer as text: 39 characters. */
#define FAR_ADDRESS "fd12:3456:789a:bcde:f123:4567:89ab:cdef"

enum far {
    FAR_WELL,      /* `look` has returned true */
    FAR_ODD,       /* it has returned false, and printed why */
    FAR_FORBIDDEN, /* no such network can be made here */
};

/*
 * Calls `look` there, in a process of its own. Fails as it fails. What it
 * prints goes to stdout.
 */
enum far far_look(bool (*look)(void));

#endif
