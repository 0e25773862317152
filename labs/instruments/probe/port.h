/* SPDX-License-Identifier: MIT */
/*
 * The ports that a process listens on, by /proc/PID/fd and /proc/PID/net, see
 * proc(5).
 */
#ifndef PORT_H
#define PORT_H

#include <stddef.h>
#include <sys/types.h>

#define PORTS_MAX 64

struct ports {
    unsigned listening[PORTS_MAX]; /* each port once */
    size_t count;
};

/* Adds those of this process. -1: they are not ours to look at, or it ended. */
int ports_add(pid_t pid, struct ports *ports);

#endif
