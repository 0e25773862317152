/* SPDX-License-Identifier: MIT */
/*
 * Whoever has closed stderr wants no messages: errors there are ignored.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

void say(const char *format, ...)
{
    va_list arguments;

    /* Before what explains it, or what follows it, on the same terminal. */
    (void)fflush(stdout); /* its errors are looked at once, at the end */
    va_start(arguments, format);
    (void)fputs("compare: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
}
