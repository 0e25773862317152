/* SPDX-License-Identifier: MIT */
#include "command_line.h"

#include <stdlib.h>
#include <string.h>

#include "probe/asserts.h"
#include "probe/certs.h"
#include "probe/process.h"

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

static void refuses_option(const char *option, const char *value,
                           bool obey_modes, const char *part, const char *file,
                           int line)
{
    char cert[PATH_SIZE], key[PATH_SIZE], ca[PATH_SIZE];
    const char *const options[] = {"--port", "0",   "--cert", cert,
                                   "--key",  key,   "--ca",   ca,
                                   option,   value, NULL};

    cert_path(cert, "server");
    key_path(key, "server");
    cert_path(ca, "ca");
    refuses(options, obey_modes, 1, part, file, line);
}

void assert_refuses_option_at(const char *option, const char *value,
                              const char *part, const char *file, int line)
{
    refuses_option(option, value, false, part, file, line);
}

void assert_obedient_refuses_option(const char *option, const char *value,
                                    const char *part)
{
    refuses_option(option, value, true, part, __FILE__, __LINE__);
}
