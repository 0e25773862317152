/* SPDX-License-Identifier: MIT */
/*
 * The server started with whatever is on its command line.
 */
#include "command_line.h"

#include <stdlib.h>
#include <string.h>

#include "probe/asserts.h"
#include "probe/certs.h"
#include "probe/process.h"

void command_line_paths(struct credentials_paths *paths)
{
    cert_path(paths->cert, "server");
    key_path(paths->key, "server");
    cert_path(paths->ca, "ca");
}

static void check(const struct finished *finished, int status,
                  const char *part, const char *file, int line)
{
    static const char start[] = "mtls-server: ";
    const char *end = strchr(finished->err, '\n');

    if (finished->exit != status)
        fail_at(file, line, "exit status %d, not %d: %s", finished->exit,
                status, finished->err);
    if (finished->out[0] != '\0')
        fail_at(file, line, "on stdout: %s", finished->out);
    if (strncmp(finished->err, start, sizeof start - 1) != 0)
        fail_at(file, line, "it does not say who it is: %s", finished->err);
    if (end == NULL || end[1] != '\0')
        fail_at(file, line, "not one line: %s", finished->err);
    assert_contains_at(finished->err, part, file, line);
}

static void refuses(const char *const *options, bool obey_modes, int status,
                    const char *part, const char *file, int line)
{
    const char *argv[32] = {getenv("MTLS_SERVER")};
    struct finished finished;

    for (size_t i = 0; options[i] != NULL; i++) {
        assert_true(i < 30);
        argv[i + 1] = options[i];
    }
    finished =
        process_run(&(struct command){.argv = argv, .obey_modes = obey_modes});
    check(&finished, status, part, file, line);
    finished_free(&finished);
}

void assert_refuses_at(const char *const *options, int status,
                       const char *part, const char *file, int line)
{
    refuses(options, false, status, part, file, line);
}

void assert_obedient_refuses(const char *const *options, int status,
                             const char *part)
{
    refuses(options, true, status, part, __FILE__, __LINE__);
}
