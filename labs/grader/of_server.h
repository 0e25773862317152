/* SPDX-License-Identifier: MIT */
/*
 * What the module `server` alone decides: what a client costs that does
 * nothing.
 */
#ifndef OF_SERVER_H
#define OF_SERVER_H

#include <stdbool.h>

/*
 * Clients who wait must not cost twice as much live heap as in the program
 * MTLS_TWIN, which is of fixed/. If they do, it prints how much.
 */
bool idle_costs_more(void);

#endif
