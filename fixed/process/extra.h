/* SPDX-License-Identifier: MIT */
/*
 * Options that are not of struct options: whoever adds one keeps its value.
 */
#ifndef EXTRA_H
#define EXTRA_H

#include <getopt.h>
#include <stdbool.h>

struct extra {
    const char *name;  /* without dashes; NULL: there is none */
    const char *value; /* what it takes, in a word; NULL: nothing */
    const char *help;  /* its lines of --help */

    /* -1 to go on, else the status to exit with, after one line on stderr. */
    int (*set)(const char *text);
};

#define EXTRAS_MAX 16

/* Adds one, before the command line is read. It must stay. */
void extra_add(const struct extra *extra);

/* Writes them as getopt_long takes them, the first as `first`; EXTRAS_MAX. */
void extra_list(struct option *list, int first);

/* What set() of the extra says that is `place` behind the first. */
int extra_set(int place, const char *text);

/* Their part of --help, to stdout. Whether it could be written. */
bool extra_help(void);

/*
 * For set(), and for options: takes a number of this range, digits only.
 * Returns -1; or 2, and has said so in one line.
 */
int extra_number(const char *name, const char *text, unsigned long low,
                 unsigned long high, unsigned long *number);

#endif
