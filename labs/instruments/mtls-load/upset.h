/* SPDX-License-Identifier: MIT */
/*
 * The steps that no well-behaved client takes.
 */
#ifndef MTLS_LOAD_UPSET_H
#define MTLS_LOAD_UPSET_H

#include "scene.h"

/* Does a step of any kind but a request. */
void upset_run(struct scene *scene);

#endif
