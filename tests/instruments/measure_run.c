/* SPDX-License-Identifier: MIT */
#include "measure_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char output[1 << 16];

static int run(const char *options, const char *command)
{
    return shell(output, sizeof output,
                 MEASURE " --json %s -- %s 2>" FOLDER "/stderr", options,
                 command);
}

json_t *measure(int status, const char *options, const char *command)
{
    json_error_t error;
    json_t *root = NULL;
    int is = run(options, command);

    /*
     * On a busy machine, which keeps a child for longer than a look takes, or
     * the server from coming so far that there is something to say.
     */
    root = json_loads(output, 0, &error);
    if (is == 2 && (status != 2 || root == NULL)) {
        json_decref(root);
        is = run(options, command);
        root = json_loads(output, 0, &error);
    }
    if (is != status || root == NULL) {
        char said[4096];

        (void)shell(said, sizeof said, "tail -n 20 " FOLDER "/stderr");
        fail_msg("status %d, not %d: %s%s", is, status, output, said);
    }
    return root;
}

json_t *measure_with(const char *library, int status, const char *options,
                     const char *command)
{
    json_t *root = NULL;

    assert_int_equal(setenv("LD_PRELOAD", library, 1), 0);
    root = measure(status, options, command);
    assert_int_equal(unsetenv("LD_PRELOAD"), 0);
    return root;
}

const json_t *kind_of(const json_t *root, const char *name)
{
    const json_t *kind = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(root, "kinds"), i, kind) {
        const char *is = json_string_value(json_object_get(kind, "name"));

        if (is != NULL && strcmp(is, name) == 0)
            return kind;
    }
    fail_msg("no kind %s: %s", name, output);
    return NULL;
}

void assert_verdict(const json_t *root, const char *name, const char *verdict)
{
    const json_t *kind = kind_of(root, name);

    assert_string_equal(json_string_value(json_object_get(kind, "verdict")),
                        verdict);
}

double each(const json_t *root, const char *name, const char *what)
{
    const json_t *kind = kind_of(root, name);

    return json_number_value(
        json_object_get(json_object_get(kind, "each"), what));
}

void assert_grows(const json_t *root, const char *name, double bytes,
                  double blocks)
{
    assert_verdict(root, name, "grows");
    if (!json_is_true(json_object_get(kind_of(root, name), "exact")) ||
        each(root, name, "bytes") != bytes ||
        each(root, name, "blocks") != blocks)
        fail_msg("not %g bytes in %g blocks: %s", bytes, blocks, output);
}

void assert_no_verdict(const char *options, const char *command,
                       const char *why)
{
    json_t *root = measure(2, options, command);
    const json_t *kind = json_array_get(json_object_get(root, "kinds"), 0);

    assert_string_equal(json_string_value(json_object_get(kind, "verdict")),
                        "no verdict");
    assert_non_null(
        strstr(json_string_value(json_object_get(kind, "why")), why));
    json_decref(root);
}
