/* SPDX-License-Identifier: MIT */
/*
 * A run of mtls-load, from the folder MTLS_INSTRUMENTS.
 */
#ifndef MTLS_LOAD_RUN_H
#define MTLS_LOAD_RUN_H

#include "service.h"

/*
 * Starts it on the server, its output going to files in `folder`: the client
 * is sensor-1, those that are refused are the kit's, there is no summary. More
 * options, up to a NULL.
 */
void mtls_load_start(struct process *process, const char *folder,
                     const struct service *server, const char *const *options);

#endif
