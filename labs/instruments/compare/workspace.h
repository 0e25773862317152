/* SPDX-License-Identifier: MIT */
/*
 * Where the files of one run are. demo.sh makes the folders.
 */
#ifndef COMPARE_WORKSPACE_H
#define COMPARE_WORKSPACE_H

#include <limits.h>

#include "options.h"

struct workspace {
    const struct options *options; /* borrowed */
    const char *temporary;         /* of the options */
    char data[PATH_MAX];           /* --data of the servers, with blob.bin */
    char meter[PATH_MAX];          /* HEAPMETER_DIR */
    char preload[PATH_MAX];        /* a link to libheapmeter.so */
    char load[PATH_MAX];           /* the load generator */
};

/* Returns 0; or -1, and has said that a path is too long. */
int workspace_open(struct workspace *workspace, const struct options *options);

/* Puts a path together. Returns 0; or -1, and has said that it is too long. */
int workspace_path(char path[PATH_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
