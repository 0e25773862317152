/* SPDX-License-Identifier: MIT */
/*
 * What the stage `twin` does to both servers.
 */
#ifndef TWIN_STEPS_H
#define TWIN_STEPS_H

#include <stdbool.h>

#include "account.h"

/* Hundreds at once, too, of whom some may find no place: if the module may
 * With `many_at_once` hundreds come at once, too, as more than 64 must find a
 * place.
 */
void twin_steps(struct account *account, bool many_at_once);

/* Sends SIGTERM: who has connected before is still served. */
void twin_last_step(struct account *account);

#endif
