/* SPDX-License-Identifier: MIT */
/*
 * A server whose clock of the day is set by us. The clock that time-outs go by
 * stays as it is.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#include "service.h"

/*
 * service_start() with clock_preload.so of the folder MTLS_INSTRUMENTS; what
 * environment the setup has is not passed on. Its clock is right at first.
 */
struct service *clock_service(struct service_setup setup);

/* So many seconds ahead of ours: that of the server started last. */
void clock_set(int64_t ahead);

#endif
