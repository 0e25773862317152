/* SPDX-License-Identifier: MIT */
/*
 * What the stage `twin` sees only of many, one after the other.
 */
#ifndef TWIN_LONG_H
#define TWIN_LONG_H

#include "account.h"

/* Some requests stay while very many pass, and over a reload; they end. */
void twin_stay_long(struct account *account);

/* No connection has the id of one before it. */
void twin_ids(struct account *account);

#endif
