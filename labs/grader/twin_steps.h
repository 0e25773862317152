/* SPDX-License-Identifier: MIT */
/*
 * What the stage `twin` does to both servers.
 */
#ifndef TWIN_STEPS_H
#define TWIN_STEPS_H

#include <stdbool.h>

#include "account.h"

/* With `many_at_once` also what takes more places than 64, or very long. */
void twin_steps(struct account *account, bool many_at_once);

/*
 * Sends SIGTERM: who has connected before is still served. Returns how many
 * were; -1 when the machine has kept them waiting for so long that the server
 * may have ended meanwhile: that tells nothing.
 */
int twin_last_step(struct account *account);

#endif
