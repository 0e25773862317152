/* SPDX-License-Identifier: MIT */
/*
 * Contract: the command line itself. Wrong usage is one line on stderr and
 * exit status 2; help and version go to stdout. What is wrong, and what is
 * said of it, is for tests/unit/options.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

BARE_TEST(a_wrong_line_is_named)
{
    assert_refuses(2, "--nonsense", "--nonsense");
    assert_refuses(2, "-x", "-x");
    assert_refuses(2, "--portt", "--portt", "1");
    assert_refuses(2, "stray", "stray");
    assert_refuses(2, "stray", "--port", "0", "stray");
    assert_refuses(2, "stray", "--", "stray");
    assert_refuses(2, "--port", "--port", "65536");
    assert_refuses(2, "--cert", "--port", "0"); /* is missing */
    assert_refuses(2, "--client-auth", "--client-auth", "none");
}

static struct finished run(const char *option)
{
    const char *argv[] = {getenv("MTLS_SERVER"), option, NULL};

    return process_run(&(struct command){.argv = argv});
}

BARE_TEST(help_goes_to_stdout_and_names_every_option)
{
    static const char *const options[] = {"--cert",
                                          "--key",
                                          "--ca",
                                          "--crl",
                                          "--data",
                                          "--listen",
                                          "--port",
                                          "--threads",
                                          "--timeout",
                                          "--max-body",
                                          "--request-time",
                                          "--body-rate",
                                          "--log-level",
                                          "--help",
                                          "--version",
                                          "--reserve",
                                          "--max-connections",
                                          "--max-requests",
                                          "--max-per-address"};
    struct finished finished = run("--help");

    assert_int_equal(finished.exit, 0);
    assert_string_equal(finished.err, "");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        assert_contains(finished.out, options[i]);
    finished_free(&finished);
}

BARE_TEST(version_goes_to_stdout_in_one_line)
{
    struct finished finished = run("--version");
    unsigned major = 0, minor = 0, patch = 0;
    int end = 0;

    assert_int_equal(finished.exit, 0);
    assert_string_equal(finished.err, "");
    /* NOLINTNEXTLINE(cert-err34-c): the form is what is checked */
    assert_int_equal(sscanf(finished.out, "mtls-server %u.%u.%u%n", &major,
                            &minor, &patch, &end),
                     3);
    assert_string_equal(finished.out + end, "\n");
    finished_free(&finished);
}

/* A full disk behind stdout is a failure, not a success without a word. */
BARE_TEST(help_that_cannot_be_written_is_a_failure)
{
    const char *argv[] = {"sh", "-c", "\"$MTLS_SERVER\" --help >/dev/full",
                          NULL};
    struct finished finished = process_run(&(struct command){.argv = argv});

    assert_int_equal(finished.exit, 1);
    finished_free(&finished);
}

SUITE("contract/usage")
