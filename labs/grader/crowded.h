/* SPDX-License-Identifier: MIT */
/*
 * More clients at once than somebody had in mind who made places for some: a
 * service for thousands tells each of them what it tells the first.
 */
#ifndef CROWDED_H
#define CROWDED_H

#include "account.h"

/*
 * Many have connected and say nothing, while one is served; then many have a
 * download under way at once, and go.
 */
void crowded_ask(struct account *account);

#endif
