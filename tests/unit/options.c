/* SPDX-License-Identifier: MIT */
/*
 * options.h: defaults, ranges, and what is said of a wrong command line.
 */
#include "process/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

#define PAIR "--cert", "c.pem", "--key", "k.pem", "--ca", "a.pem"

static struct options options;

/* Parses the words up to NULL. getopt_long keeps its place: set it back. */
static int parse(char **words)
{
    int count = 0;

    while (words[count] != NULL)
        count++;
    optind = 0;
    return options_parse(&options, count, words);
}

#define PARSE(...) parse((char *[]){"mtls-server", __VA_ARGS__, NULL})

TEST(the_defaults_are_those_of_the_header)
{
    assert_int_equal(PARSE(PAIR), -1);
    assert_string_equal(options.listen, "127.0.0.1");
    assert_int_equal(options.port, 8443);
    assert_string_equal(options.cert, "c.pem");
    assert_string_equal(options.key, "k.pem");
    assert_string_equal(options.ca, "a.pem");
    assert_null(options.crl);
    assert_null(options.data);
    assert_int_equal(options.threads, 2);
    assert_int_equal(options.timeout, 30);
    assert_int_equal(options.max_connections, 2000);
    assert_int_equal(options.max_body, 65536);
    assert_int_equal(options.request_time, 600);
    assert_int_equal(options.body_rate, 500);
    assert_int_equal(options.max_per_address, 65536);
    assert_int_equal(options.max_requests, 10000);
    assert_int_equal(options.reserve, 64);
    assert_true(options.client_auth);
    assert_false(options.plain);
}

TEST(each_option_is_taken)
{
    assert_int_equal(PARSE(PAIR, "--listen", "::1", "--port=0", "--crl", "r",
                           "--data", "d", "--threads", "3", "--timeout", "4",
                           "--max-connections", "5", "--max-body", "6",
                           "--log-level", "error"),
                     -1);
    assert_string_equal(options.listen, "::1");
    assert_int_equal(options.port, 0);
    assert_string_equal(options.crl, "r");
    assert_string_equal(options.data, "d");
    assert_int_equal(options.threads, 3);
    assert_int_equal(options.timeout, 4);
    assert_int_equal(options.max_connections, 5);
    assert_int_equal(options.max_body, 6);
}

/* Of each option that takes a number: the ends of its range, and beyond. */
static const struct {
    char *name, *low, *high, *below, *above;
} ranges[] = {
    {"--port", "0", "65535", "-1", "65536"},
    {"--threads", "1", "64", "0", "65"},
    {"--timeout", "1", "3600", "0", "3601"},
    {"--max-connections", "1", "65536", "0", "65537"},
    {"--max-body", "1", "16777216", "0", "16777217"},
    {"--request-time", "1", "86400", "0", "86401"},
    {"--body-rate", "1", "1048576", "0", "1048577"},
    {"--max-per-address", "1", "65536", "0", "65537"},
    {"--max-requests", "1", "1000000", "0", "1000001"},
    {"--reserve", "32", "4096", "31", "4097"},
};

#define RANGES (sizeof ranges / sizeof *ranges)

TEST(each_number_has_its_range)
{
    unit_catch_stderr();
    for (size_t i = 0; i < RANGES; i++) {
        char *name = ranges[i].name;

        assert_int_equal(PARSE(PAIR, name, ranges[i].low), -1);
        assert_int_equal(PARSE(PAIR, name, ranges[i].high), -1);
        assert_int_equal(PARSE(PAIR, name, ranges[i].below), 2);
        assert_int_equal(PARSE(PAIR, name, ranges[i].above), 2);
        assert_non_null(strstr(unit_stderr(), name));
    }
}

TEST(what_is_no_number_is_refused)
{
    static char *const texts[] = {
        "",    "-1",  "12x", "x12", " 1",  "1 ",  "+1",
        "0x1", "1e1", "1.0", "1.5", "1e3", "one", "99999999999999999999999"};

    unit_catch_stderr();
    for (size_t i = 0; i < RANGES; i++) {
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            assert_int_equal(PARSE(PAIR, ranges[i].name, texts[j]), 2);
    }
    assert_non_null(strstr(unit_stderr(),
                           "mtls-server: --threads takes a number from 1 to "
                           "64, not 'one'; see --help\n"));
}

/* Parses and gives back the one line it says. */
#define COMPLAINT(...) \
    (unit_catch_stderr(), assert_int_equal(PARSE(__VA_ARGS__), 2), \
     unit_stderr())

TEST(each_wrong_line_is_named)
{
    assert_string_equal(COMPLAINT(PAIR, "--bogus"),
                        "mtls-server: --bogus is not an option; see --help\n");
    assert_string_equal(COMPLAINT(PAIR, "more"),
                        "mtls-server: more is not an option; see --help\n");
    assert_string_equal(COMPLAINT(PAIR, "-x"),
                        "mtls-server: -x is not an option; see --help\n");
    assert_string_equal(COMPLAINT(PAIR, "--log-level", "loud"),
                        "mtls-server: --log-level takes debug, info, warning "
                        "or error; see --help\n");
}

TEST(an_option_without_its_value_is_named)
{
    static char *const names[] = {"--listen",
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

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char line[96];

        (void)snprintf(line, sizeof line,
                       "mtls-server: %s needs a value; see --help\n",
                       names[i]);
        assert_string_equal(COMPLAINT(PAIR, names[i]), line);
    }
}

TEST(joined_short_options_are_named_too)
{
    assert_non_null(strstr(COMPLAINT(PAIR, "-xy"), "mtls-server: -x"));
}

TEST(each_file_that_is_missing_is_named)
{
    assert_string_equal(COMPLAINT("--key", "k", "--ca", "a"),
                        "mtls-server: --cert FILE is missing; see --help\n");
    assert_string_equal(COMPLAINT("--cert", "c", "--ca", "a"),
                        "mtls-server: --key FILE is missing; see --help\n");
    assert_string_equal(COMPLAINT("--cert", "c", "--key", "k"),
                        "mtls-server: --ca FILE is missing; see --help\n");
}

/* A copy's default build has no way to switch client certificates off. */
TEST(the_lab_modes_are_not_there)
{
    unit_catch_stderr();
    assert_int_equal(PARSE(PAIR, "--plain"), 2);
    assert_int_equal(PARSE(PAIR, "--client-auth", "none"), 2);
    assert_true(options.client_auth);
}

UNIT_MAIN("options")
