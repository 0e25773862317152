/* SPDX-License-Identifier: MIT */
/*
 * Lines for people on stderr, which name the thing and the remedy: of the
 * instruments that have arguments.
 */
#ifndef SAY_H
#define SAY_H

#include <stdarg.h>

/* Whose name is before them; arguments_parse() says so. */
extern const char *say_name;

/* Prints "scan: ..." and a newline. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_list(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

#endif
