/* SPDX-License-Identifier: MIT */
/*
 * stdin, stdout and stderr, for each program that prints a result: none of
 * the three numbers is a file of its own, and what could not be written is
 * known at the end.
 */
#ifndef STANDARD_H
#define STANDARD_H

/*
 * First of all in main(). Where the caller has closed one of the three, it is
 * taken by what cannot be written to; a program that is run finds it closed.
 */
void standard_hold(void);

/*
 * Last of all: 0 when all that was printed to stdout has arrived; -1, and
 * errno, when not.
 */
int standard_written(void);

#endif
