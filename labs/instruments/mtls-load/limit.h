/* SPDX-License-Identifier: MIT */
/*
 * The limit of open descriptors.
 */
#ifndef MTLS_LOAD_LIMIT_H
#define MTLS_LOAD_LIMIT_H

#include "options.h"

/*
 * Raises the limit to what the run needs, as far as it goes without
 * privileges. To be called when all else is open. Returns 0, or -1 with the
 * reason on stderr when that is not enough.
 */
int limit_raise(const struct options *options);

#endif
