/* SPDX-License-Identifier: MIT */
/*
 * The command line.
 */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#define COMMANDS_MAX 8

struct options {
    const char *what;   /* demo or lab */
    const char *input;  /* demo.json's folder; or the verdict */
    const char *output; /* the page */
    const char *truth, *stacks, *matrix, *growth; /* files, or NULL */
    const char *module_file, *kit;                /* words, or NULL */
    const char *command[COMMANDS_MAX];            /* to repeat it */
    int commands;
};

/* Returns -1, or the exit status if there is no more to be done. */
int options_parse(struct options *options, int argc, char **argv);

#endif
