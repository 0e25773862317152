/* SPDX-License-Identifier: MIT */
/*
 * Downloads of a file that is not as it should be: somebody makes it shorter in
 * the very moment of reading.
 */
#ifndef OF_STREAMS_H
#define OF_STREAMS_H

#include <stdbool.h>

/*
 * A file that shrinks and grows while it is downloaded, again and again: a
 * download may be cut off. Returns whether the server has died of it, and
 * prints so.
 */
bool shrinking_kills(void);

#endif
