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

    va_start(arguments, format);
    (void)fputs("show: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
}
