/* SPDX-License-Identifier: MIT */
/*
 * A client who is turned away before anything is known of it: its address has
 * all the connections that it may have (--max-per-address).
 */
#ifndef TURNED_AWAY_H
#define TURNED_AWAY_H

#include <stdbool.h>

/*
 * Does so to a server of its own, by the heap meter. If that leaves something,
 * and again each time, it prints how much. Returns whether; *heap: it is of
 * the heap.
 */
bool turned_away_grow(bool *heap);

#endif
