/* SPDX-License-Identifier: MIT */
/*
 * The command line of show.
 */
#ifndef SHOW_OPTIONS_H
#define SHOW_OPTIONS_H

/* Strings point into argv or at constants: nothing to free. */
struct options {
    const char *build;
    const char *certs;
    const char *truth;
    const char *page;
    long port;     /* 0: a free one */
    long requests; /* of the demo */
    long seed;     /* likewise */
};

/* Returns -1 to go on, else the exit status: it has said why. */
int options_parse(struct options *options, int argc, char **argv);

#endif
