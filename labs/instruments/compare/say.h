/* SPDX-License-Identifier: MIT */
/*
 * Errors for people: one line on stderr that names the thing and the remedy.
 */
#ifndef COMPARE_SAY_H
#define COMPARE_SAY_H

/* Prints "compare: ..." and a newline. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
