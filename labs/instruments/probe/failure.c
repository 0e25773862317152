/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void (*fail_by)(const char *text, const char *file, int line);
void (*fail_first)(void);

void fail_at(const char *file, int line, const char *format, ...)
{
    void (*first)(void) = fail_first;
    char text[4096];
    va_list arguments;

    fail_first = NULL;
    if (first != NULL)
        first();
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (fail_by != NULL)
        fail_by(text, file, line);
    (void)fprintf(stderr, "%s\n", text);
    exit(1);
}

void assert_gnutls_ok_at(int code, const char *file, int line)
{
    if (code < 0)
        fail_at(file, line, "GnuTLS: %s (%s)", gnutls_strerror(code),
                gnutls_strerror_name(code));
}

void assert_system_ok_at(long result, const char *what, const char *file,
                         int line)
{
    if (result == -1)
        fail_at(file, line, "%s: %s", what, strerror(errno));
}
