/* SPDX-License-Identifier: MIT */
/*
 * Whether a process is at rest, by what /proc tells of it (proc(5)).
 */
#ifndef REST_H
#define REST_H

#include <stdbool.h>
#include <sys/types.h>

#include "deadline.h"

/* How many sockets it holds; 0 when it has ended. */
unsigned rest_sockets(pid_t pid);

/*
 * Whether all its threads sleep, and none has run between two looks. Under
 * valgrind a thread that waits for its turn sleeps too, but then there is
 * one that runs.
 */
bool rest_asleep(pid_t pid);

#endif
