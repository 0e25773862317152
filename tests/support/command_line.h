/* SPDX-License-Identifier: MIT */
/*
 * The server started with whatever is on its command line, and how it ends.
 */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <stdbool.h>

#include "probe/files.h"

/* Good files for --cert, --key and --ca; a test changes one of them. */
struct credentials_paths {
    char cert[PATH_SIZE], key[PATH_SIZE], ca[PATH_SIZE];
};
void command_line_paths(struct credentials_paths *paths);

/*
 * Runs the server with these options, up to a NULL, and expects it to refuse:
 * this exit status, nothing on stdout, and one line on stderr, which begins
 * "mtls-server: " and contains `part`.
 */
#define assert_refuses(status, part, ...) \
    assert_refuses_at((const char *const[]){__VA_ARGS__, NULL}, (status), \
                      (part), __FILE__, __LINE__)
void assert_refuses_at(const char *const *options, int status,
                       const char *part, const char *file, int line);

/* The same for a server that has no right to read what its modes forbid. */
void assert_obedient_refuses(const char *const *options, int status,
                             const char *part);

#endif
