/* SPDX-License-Identifier: MIT */
/*
 * Whoever has closed stderr wants no messages: errors there are ignored.
 */
#include "say.h"

#include <stdio.h>

const char *say_name = "mtls";

void say_list(const char *format, va_list arguments)
{
    /* Before what explains it, or what follows it, on the same terminal. */
    (void)fflush(stdout); /* its errors are looked at once, at the end */
    (void)fprintf(stderr, "%s: ", say_name);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
}

void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_list(format, arguments);
    va_end(arguments);
}
