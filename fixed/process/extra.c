/* SPDX-License-Identifier: MIT */
/*
 * Options that are not of struct options, and numbers.
 */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "process/extra.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct extra *extras[EXTRAS_MAX];
static int count;

void extra_add(const struct extra *extra)
{
    if (count < EXTRAS_MAX)
        extras[count++] = extra;
}

void extra_list(struct option *list, int first)
{
    for (int i = 0; i < count; i++)
        list[i] = (struct option){
            .name = extras[i]->name,
            .has_arg =
                extras[i]->value != NULL ? required_argument : no_argument,
            .val = first + i,
        };
}

int extra_set(int place, const char *text)
{
    return extras[place]->set(text);
}

bool extra_help(void)
{
    for (int i = 0; i < count; i++) {
        if (fputs(extras[i]->help, stdout) < 0)
            return false;
    }
    return true;
}

/* ---- Numbers ---------------------------------------------------------- */

/* Digits only: strtoull alone would take blanks, signs and "12x". */
static int parse_number(const char *text, unsigned long low,
                        unsigned long high, unsigned long *number)
{
    char *end = NULL;

    if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0')
        return -1;
    errno = 0;
    *number = strtoul(text, &end, 10);
    if (errno != 0 || *number < low || *number > high)
        return -1;
    return 0;
}

int extra_number(const char *name, const char *text, unsigned long low,
                 unsigned long high, unsigned long *number)
{
    if (parse_number(text, low, high, number) == 0)
        return -1;
    (void)fprintf(stderr,
                  "mtls-server: %s takes a number from %lu to %lu, not "
                  "'%s'; see --help\n",
                  name, low, high, text);
    return 2;
}
