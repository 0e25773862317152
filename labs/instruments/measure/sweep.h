/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_SWEEP_H
#define MEASURE_SWEEP_H

/*
 * Removes what processes that have ended have left in METERS, the folder of
 * the heap meter: a file of its numbers, and one of some MB of its stacks. A
 * server that forks for each client would fill the disk. Files of another pid
 * namespace stay: nobody here knows who has ended there.
 */
void sweep_ended(const char *meters);

#endif
