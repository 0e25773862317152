/* SPDX-License-Identifier: MIT */
/*
 * Files that hold keys: read whole, and wiped before their memory goes back
 * to the heap. And the three files that a process is started with.
 */
#ifndef FILES_H
#define FILES_H

#include <gnutls/gnutls.h>

/*
 * Reads a file of less than 4 MiB into *datum, which must be empty: the
 * caller frees it with files_wipe(), also after an error. Returns 0, or -1
 * with errno; EFBIG when the file is longer.
 */
int files_read(const char *path, gnutls_datum_t *datum);

/* Overwrites what was read and frees it. An empty datum is fine. */
void files_wipe(gnutls_datum_t *datum);

/*
 * Takes the place of each of the descriptors 0, 1 and 2 that is closed, so
 * that no file or socket of ours gets it: a client's would receive the log.
 * Reading from 0 and writing to 1 or 2 goes on to fail (EBADF). Returns 0, or
 * -1 with errno if there is no /dev/null. Call first of all.
 */
int files_hold_standard(void);

#endif
