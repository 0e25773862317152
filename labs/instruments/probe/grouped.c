/* SPDX-License-Identifier: MIT */
#include "grouped.h"

#include <stdio.h>

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
