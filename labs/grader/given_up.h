/* SPDX-License-Identifier: MIT */
/*
 * Requests that the server gives up, when --timeout has passed.
 */
#ifndef GIVEN_UP_H
#define GIVEN_UP_H

#include "probe/metered.h"

/*
 * On a server of its own, with a short --timeout: what clients leave who stop
 * in the midst of a body, of a download, and without a word. Prints it if it
 * is something each time. Returns whether; *heap: it is of the heap.
 */
bool given_up_grow(bool *heap);

#endif
