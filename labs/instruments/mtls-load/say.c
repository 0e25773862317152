/* SPDX-License-Identifier: MIT */
/*
 * Whoever has closed stderr wants no messages: errors here are ignored.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    flockfile(stderr); /* a line stays a line with many threads */
    (void)fputs("mtls-load: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    funlockfile(stderr);
    va_end(arguments);
}
