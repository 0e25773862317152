/* SPDX-License-Identifier: MIT */
/*
 * The command line of compare.
 */
#ifndef COMPARE_OPTIONS_H
#define COMPARE_OPTIONS_H

/* Strings point into argv or at constants: nothing to free. */
struct options {
    const char *build;
    const char *truth;
    const char *work; /* NULL when it was not given */
    long requests;    /* OPTIONS_REQUESTS_MIN .. _MAX */
    long seed;        /* 0 .. OPTIONS_SEED_MAX */
};

#define OPTIONS_REQUESTS_MIN 100L /* fewer may leave a route out */
#define OPTIONS_REQUESTS_MAX 1000000L
#define OPTIONS_SEED_MAX 2000000000L

/* Returns -1 to go on, else the exit status: it has said why. */
int options_parse(struct options *options, int argc, char **argv);

#endif
