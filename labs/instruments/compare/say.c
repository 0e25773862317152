/* SPDX-License-Identifier: MIT */
/*
 * Whoever has closed stderr wants no messages: errors there are ignored.
 */
#define _POSIX_C_SOURCE 200809L
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int say(const char *format, ...)
{
    va_list arguments;

    /* Before what explains it, or what follows it, on the same terminal. */
    (void)fflush(stdout); /* its errors are looked at once, at the end */
    va_start(arguments, format);
    (void)fputs("compare: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    return -1;
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

/* ---- What others said ------------------------------------------------ */

const char *last_line(const char *path, char *text, size_t size)
{
    char line[512] = "";
    FILE *file = fopen(path, "re");

    (void)snprintf(text, size, "no message");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0')
            (void)snprintf(text, size, "%s", line);
    }
    if (file != NULL)
        (void)fclose(file); /* only read from */
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    }
    return text;
}
