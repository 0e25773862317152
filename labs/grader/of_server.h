/* SPDX-License-Identifier: MIT */
/*
 * What the module `server` alone decides: what a client costs that does
 * nothing, and the address by which all others know it.
 */
#ifndef OF_SERVER_H
#define OF_SERVER_H

#include <stdbool.h>

/*
 * Clients who wait must not cost twice as much live heap as in the program
 * MTLS_TWIN, which is of fixed/. If they do, it prints how much.
 */
bool idle_costs_more(void);

/*
 * Whether the audit line of a client of IPv6 names another address than the
 * client's; then it prints both. Without IPv6 it prints a note.
 */
bool six_is_misnamed(void);

#endif
