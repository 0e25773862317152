/* SPDX-License-Identifier: MIT */
/*
 * Times are masked where two servers are compared; here each must be possible.
 */
#ifndef TWIN_TIMES_H
#define TWIN_TIMES_H

#include "account.h"

/* A request that lasts so long: its audit line says no less. */
void twin_take_long(struct account *account);

/*
 * To be asked late: a client that comes now has opened and started nothing
 * before it came, whoever was in its place, and is not said to have taken
 * longer than it has.
 */
void twin_times(struct account *account);

#endif
