/* SPDX-License-Identifier: MIT */
/*
 * Contract: the command line itself. Wrong usage is one line on stderr and
 * exit status 2; help and version go to stdout.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

BARE_TEST(an_option_that_is_none_is_named)
{
    assert_refuses(2, "--nonsense", "--nonsense");
    assert_refuses(2, "-x", "-x");
    assert_refuses(2, "--portt", "--portt", "1");
    assert_refuses(2, "stray", "stray");
    assert_refuses(2, "stray", "--port", "0", "stray");
    assert_refuses(2, "stray", "--", "stray");
}

BARE_TEST(modes_of_the_lab_are_no_options)
{
    assert_refuses(2, "--plain", "--plain");
    assert_refuses(2, "--client-auth", "--client-auth", "none");
}

BARE_TEST(an_option_without_its_value_is_named)
{
    static const char *const options[] = {"--listen",
                                          "--port",
                                          "--cert",
                                          "--key",
                                          "--ca",
                                          "--crl",
                                          "--data",
                                          "--threads",
                                          "--timeout",
                                          "--max-body",
                                          "--max-connections",
                                          "--log-level"};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        assert_refuses(2, options[i], options[i]);
}

BARE_TEST(each_required_option_is_asked_for)
{
    struct credentials_paths p;

    command_line_paths(&p);
    assert_refuses(2, "--key", "--cert", p.cert, "--ca", p.ca);
    assert_refuses(2, "--cert", "--key", p.key, "--ca", p.ca);
    assert_refuses(2, "--ca", "--cert", p.cert, "--key", p.key);
    assert_refuses(2, "--cert", "--port", "0");
}

BARE_TEST(a_bad_number_is_refused_with_its_range)
{
    static const struct {
        const char *option, *below, *above;
    } numbers[] = {
        {"--port", "-1", "65536"},       {"--threads", "0", "65"},
        {"--timeout", "0", "3601"},      {"--max-connections", "0", "65537"},
        {"--max-body", "0", "16777217"},
    };
    static const char *const bad[] = {"",
                                      "-1",
                                      "12x",
                                      "x12",
                                      " 1",
                                      "+1",
                                      "1 ",
                                      "0x1",
                                      "1.5",
                                      "1e3",
                                      "99999999999999999999999999999"};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const char *option = numbers[i].option;

        assert_refuses(2, option, option, numbers[i].below);
        assert_refuses(2, option, option, numbers[i].above);
        for (size_t j = 0; j < sizeof bad / sizeof *bad; j++)
            assert_refuses(2, option, option, bad[j]);
    }
}

BARE_TEST(a_level_that_is_none_is_refused)
{
    assert_refuses(2, "--log-level", "--log-level", "loud");
    assert_refuses(2, "--log-level", "--log-level", "");
    assert_refuses(2, "--log-level", "--log-level", "INFO");
}

static struct finished run(const char *option)
{
    const char *argv[] = {getenv("MTLS_SERVER"), option, NULL};

    return process_run(&(struct command){.argv = argv});
}

BARE_TEST(help_goes_to_stdout_and_names_every_option)
{
    static const char *const options[] = {"--cert",     "--key",
                                          "--ca",       "--crl",
                                          "--data",     "--listen",
                                          "--port",     "--threads",
                                          "--timeout",  "--max-connections",
                                          "--max-body", "--log-level",
                                          "--help",     "--version"};
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
