/* SPDX-License-Identifier: MIT */
/*
 * The server started with whatever is on its command line, and how it ends.
 */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <stdbool.h>

#include "probe/files.h"

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

/*
 * The same, with status 1, of a server whose files are all good, and then this
 * option once more, which counts.
 */
#define assert_refuses_option(option, value, part) \
    assert_refuses_option_at((option), (value), (part), __FILE__, __LINE__)
void assert_refuses_option_at(const char *option, const char *value,
                              const char *part, const char *file, int line);

/* Of a server that has no right to read what its modes forbid. */
void assert_obedient_refuses_option(const char *option, const char *value,
                                    const char *part);

#endif
