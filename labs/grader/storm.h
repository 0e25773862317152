/* SPDX-License-Identifier: MIT */
/*
 * Many clients at once. Where a lock is missing, they lose what one after the
 * other does not.
 */
#ifndef STORM_H
#define STORM_H

#include "probe/metered.h"

#define STORM_STEPS 600

/*
 * As many steps of all kinds by mtls-load, six clients at a time. Fails the
 * test unless each of them ends as it should.
 */
void storm(const struct metered *metered);

/* One more, and what the server holds afterwards, at rest, that it did not. */
struct holding storm_growth(const struct metered *metered);

#endif
