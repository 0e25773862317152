/* SPDX-License-Identifier: MIT */
/*
 * Downloads of files that are not as they should be: a disk that fails, a file
 * that somebody makes shorter in the very moment of reading, and one that
 * another takes the place of.
 */
#ifndef OF_STREAMS_H
#define OF_STREAMS_H

#include <stdbool.h>

/* Downloads of a disk that fails: as rounds_grow(). */
bool bad_disk_grows(bool *heap);

/*
 * A file that shrinks and grows while it is downloaded, again and again: a
 * download may be cut off. Returns whether the server has died of it, and
 * prints so.
 */
bool shrinking_kills(void);

/*
 * Two files that take each other's place while they are downloaded. Returns
 * whether an answer had the length of one and bytes of the other, and prints
 * so.
 */
bool replaced_is_mixed(void);

#endif
