/* SPDX-License-Identifier: MIT */
/*
 * What valgrind can be asked while the server runs, by its gdbserver: a leak
 * search, the open descriptors, massif's heap.
 */
#ifndef RUNNING_H
#define RUNNING_H

#include "report.h"
#include "subject.h"

/* Else all of this would wait for ever, and we kill it as late as that. */
void skip_without_ptrace(void);

/*
 * Searches for leaks now, and reports what has grown since the last search,
 * lost or still reachable: findings with kind "grown", and by how much.
 * (`leak_check full reachable increased`. With "any" behind it, the later word
 * counts: all records, and those still reachable not shown.) Free it.
 */
void running_growth(const struct subject *subject, struct report *report);

/* How many of the open descriptors have a line with this text. */
unsigned running_descriptors(const struct subject *subject, const char *text);

/*
 * massif's measure of the heap now: all of it, and what this function and
 * its callees hold.
 */
struct heap {
    unsigned long bytes;
    unsigned long of_function;
};
struct heap running_heap(const struct subject *subject, const char *function);

/*
 * The largest heap of the snapshots in a file of massif's, and the most that
 * the function holds in one of them.
 */
struct heap massif_peak(const char *path, const char *function);

#endif
