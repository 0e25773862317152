/* SPDX-License-Identifier: MIT */
/*
 * Who allocates what a trigger leaves behind: the heap meter knows how much,
 * memcheck knows by whom.
 */
#ifndef STACKS_H
#define STACKS_H

#include "probe/triggers.h"

/*
 * Starts the server under test once more, under memcheck, does the trigger a
 * few times (and, where that shows nothing, 70 times), and prints what has
 * grown while it runs, each with its stack, and the descriptors that came with
 * it. For a test that has failed already: takes seconds, and fails the test
 * by itself where the server dies or does not do its part.
 */
void stacks_print(const struct trigger *trigger);

#endif
