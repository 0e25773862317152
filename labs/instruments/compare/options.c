/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "probe/arguments.h"

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

static const struct argument rows[] = {
    {"build", ARGUMENT_TEXT, AT(build), 0, 0, NULL},
    {"truth", ARGUMENT_TEXT, AT(truth), 0, 0, NULL},
    {"work", ARGUMENT_TEXT, AT(work), 0, 0, NULL},
    {"requests", ARGUMENT_LONG, AT(requests), OPTIONS_REQUESTS_MIN,
     OPTIONS_REQUESTS_MAX, NULL},
    {"seed", ARGUMENT_LONG, AT(seed), 0, OPTIONS_SEED_MAX, NULL},
};

static const struct arguments line = {ARGUMENTS("compare")};

int options_parse(struct options *options, int argc, char **argv)
{
    const char *certs = getenv("MTLS_CERTS");
    int status = -1;

    *options = (struct options){.build = "build",
                                .truth = "tests/truth.csv",
                                .requests = 2000,
                                .seed = 1};
    status = arguments_parse(&line, options, argc, argv);
    if (status >= 0)
        return status;
    if (optind < argc)
        return arguments_wrong("%s: takes options only", argv[optind]);
    if (options->work == NULL || certs == NULL ||
        getenv("MTLS_INSTRUMENTS") == NULL)
        return arguments_wrong("give --work, MTLS_CERTS and MTLS_INSTRUMENTS; "
                               "make demo does");
    return -1;
}
