/* SPDX-License-Identifier: MIT */
/*
 * The folders of one run: the output folder, which stays, and a temporary
 * one, which goes at the end.
 */
#ifndef COMPARE_WORKSPACE_H
#define COMPARE_WORKSPACE_H

#include <limits.h>

#include "options.h"

/* All zero has nothing to remove. */
struct workspace {
    const struct options *options; /* borrowed */
    char temporary[PATH_MAX / 4];
    char data[PATH_MAX / 2];    /* --data of the servers, with a blob.bin */
    char meter[PATH_MAX / 2];   /* HEAPMETER_DIR */
    char preload[PATH_MAX / 2]; /* a link to libheapmeter.so */
    char load[PATH_MAX];        /* the load generator */
};

/*
 * Checks that all is there that the run needs, and makes the folders.
 * Returns 0; or -1, and has said what is missing and how to get it. In
 * both cases workspace_close() is due.
 */
int workspace_open(struct workspace *workspace, const struct options *options);

/*
 * Removes the demo.json and pictures of an earlier run from the output
 * folder: they must not pass for the result of a run that failed. Returns 0;
 * or -1, and has said why not.
 */
int workspace_remove_results(const char *output);

/* Removes the temporary folder with all that is in it. */
void workspace_close(struct workspace *workspace);

/*
 * Puts a path together. Returns 0; or -1, and has said that it is too long.
 */
int workspace_path(char path[PATH_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
