/* SPDX-License-Identifier: MIT */
/*
 * A client of IPv6, whose address is longer.
 */
#ifndef SIX_H
#define SIX_H

#include <stdbool.h>

/*
 * Whether its audit line, or GET /sessions, names another address than its
 * own; then it prints both. Without IPv6 it prints a note.
 */
bool six_is_misnamed(void);

#endif
