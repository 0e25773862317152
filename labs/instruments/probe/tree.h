/* SPDX-License-Identifier: MIT */
/*
 * The processes of a server: one, or a master and its workers.
 */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>
#include <sys/types.h>

/* More than these are not looked at, and a server of so many is refused. */
#define TREE_MAX 128

/* `root` and all below it, parents before children. Returns how many. */
size_t tree_of(pid_t root, pid_t pids[TREE_MAX]);

#endif
