/* SPDX-License-Identifier: MIT */
/*
 * The command line.
 */
#ifndef MEASURE_OPTIONS_H
#define MEASURE_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

struct options {
    const char *url, *cert, *key, *ca; /* all four or none */
    const char *drive;                 /* a command of the user's, or NULL */
    const char *triggers;              /* names with commas, or NULL: all */
    const char *pattern;               /* --listening-pattern, or NULL */
    const char *junit, *html;          /* files, or NULL */
    char **words;                      /* all of the command line */
    char **command;                    /* ends with NULL; NULL with --pid */
    pid_t pid;                         /* 0: it is started here */
    double max_growth;                 /* bytes for each */
    double limit;                      /* seconds in all */
    long least, most;                  /* steps of each kind */
    long patience;                     /* seconds for what a client awaits */
    bool json;
};

/* Returns -1, or the exit status if there is no more to be done. */
int options_parse(struct options *options, int argc, char **argv);

#endif
