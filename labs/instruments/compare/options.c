/* SPDX-License-Identifier: MIT */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "say.h"

static const char help[] =
    "usage: compare [OPTION]...\n"
    "Drives the fixed and the leaky server with the same traffic, then a\n"
    "server with each single leak, and tells what they keep of it.\n"
    "\n"
    "  --work DIR       gets demo.json and demo.dat\n"
    "  --build DIR      where the servers are (build)\n"
    "  --truth FILE     what each leak grows with (tests/truth.csv)\n"
    "  --requests N     100 to 1000000, to each server (2000)\n"
    "  --seed N         same seed, same traffic (1)\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 when fixed did not grow by one byte, leaky did, and each\n"
    "single leak is its own module's; 1 when not, or something failed; 2 for\n"
    "a wrong command line; 130 when interrupted. MTLS_INSTRUMENTS names the\n"
    "folder of libheapmeter.so and mtls-load, MTLS_CERTS that of the\n"
    "certificates; demo.sh sets both.\n";

static int number(const char *name, const char *text, long low, long high,
                  long *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtol(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *value >= low &&
        *value <= high)
        return -1;
    say("--%s %s: must be a number from %ld to %ld; see --help", name, text,
        low, high);
    return 2;
}

static int set(struct options *options, int option)
{
    switch (option) {
    case 'b':
        options->build = optarg;
        return -1;
    case 't':
        options->truth = optarg;
        return -1;
    case 'w':
        options->work = optarg;
        return -1;
    case 'r':
        return number("requests", optarg, OPTIONS_REQUESTS_MIN,
                      OPTIONS_REQUESTS_MAX, &options->requests);
    case 's':
        return number("seed", optarg, 0, OPTIONS_SEED_MAX, &options->seed);
    case 'h':
        (void)fputs(help, stdout); /* main() looks whether it arrived */
        return 0;
    case 'v':
        (void)puts("compare 1.0.0");
        return 0;
    default:
        return 2; /* getopt_long has said why */
    }
}

int options_parse(struct options *options, int argc, char **argv)
{
    static const struct option names[] = {
        {"build", required_argument, NULL, 'b'},
        {"truth", required_argument, NULL, 't'},
        {"work", required_argument, NULL, 'w'},
        {"requests", required_argument, NULL, 'r'},
        {"seed", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    static char program[] = "compare"; /* getopt's messages begin with it */
    const char *certs = getenv("MTLS_CERTS");
    int option = 0;
    int status = -1;

    *options = (struct options){.build = "build",
                                .truth = "tests/truth.csv",
                                .requests = 2000,
                                .seed = 1};
    argv[0] = program;
    while (status < 0 &&
           (option = getopt_long(argc, argv, "", names, NULL)) != -1)
        status = set(options, option);
    if (status < 0 && optind < argc) {
        say("%s: takes options only; see --help", argv[optind]);
        return 2;
    }
    if (status < 0 && (options->work == NULL || certs == NULL ||
                       getenv("MTLS_INSTRUMENTS") == NULL)) {
        say("give --work, MTLS_CERTS and MTLS_INSTRUMENTS; make demo does");
        return 2;
    }
    return status;
}
