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

/* ---- Numbers --------------------------------------------------------- */

const char *grouped(char text[GROUPED], long long number)
{
    char digits[GROUPED] = "";
    int length = snprintf(digits, sizeof digits, "%lld", number);
    char *out = text;

    for (int i = 0; i < length; i++) {
        int left = length - i;

        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-')
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return text;
}

const char *grouped_change(char text[GROUPED], long long number)
{
    char plain[GROUPED] = "";

    (void)snprintf(text, GROUPED, "%s%.30s", number > 0 ? "+" : "",
                   grouped(plain, number));
    return text;
}

const char *grouped_tenths(char text[GROUPED], double number)
{
    char plain[GROUPED] = "";
    double size = number < 0 ? -number : number;
    long long tenths = (long long)(size * 10 + 0.5);

    (void)snprintf(text, GROUPED, "%s%.26s.%lld",
                   number < 0 && tenths > 0 ? "-" : "",
                   grouped(plain, tenths / 10), tenths % 10);
    return text;
}
