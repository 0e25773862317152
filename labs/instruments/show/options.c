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
    "usage: show [OPTION]...\n"
    "Runs the leaky and the fixed server under the same load, and serves a\n"
    "page on 127.0.0.1 that shows what they hold, while it lasts. It prints\n"
    "the page's address, and ends by Ctrl-C.\n"
    "\n"
    "  --port N         0 to 65535; 0 picks a free one (0)\n"
    "  --requests N     of the page's demo: 100 to 1000000 (2000)\n"
    "  --seed N         of the page's demo: same seed, same traffic (1)\n"
    "  --build DIR      where servers and instruments are (build)\n"
    "  --certs DIR      certificates (certs)\n"
    "  --truth FILE     what each leak keeps (tests/truth.csv)\n"
    "  --page DIR       files of the page (labs/instruments/show/page)\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 when it was told to end; 1 when something failed; 2 for "
    "a\n"
    "wrong command line.\n";

static int number(const char *name, long low, long high, long *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtol(optarg, &end, 10);
    if (errno == 0 && end != optarg && *end == '\0' && *value >= low &&
        *value <= high)
        return -1;
    say("--%s %s: must be a number from %ld to %ld; see --help", name, optarg,
        low, high);
    return 2;
}

static int set(struct options *options, int option)
{
    const char **text = option == 'b'   ? &options->build
                        : option == 'c' ? &options->certs
                        : option == 't' ? &options->truth
                        : option == 'w' ? &options->page
                                        : NULL;

    if (text != NULL) {
        *text = optarg;
        return -1;
    }
    switch (option) {
    case 'p':
        return number("port", 0, 65535, &options->port);
    case 'r':
        return number("requests", 100, 1000000, &options->requests);
    case 's':
        return number("seed", 0, 2000000000, &options->seed);
    case 'h':
        (void)fputs(help, stdout); /* main() looks whether it arrived */
        return 0;
    case 'v':
        (void)puts("show 1.0.0");
        return 0;
    default:
        return 2; /* getopt_long has said why */
    }
}

int options_parse(struct options *options, int argc, char **argv)
{
    static const struct option names[] = {
        {"build", required_argument, NULL, 'b'},
        {"certs", required_argument, NULL, 'c'},
        {"truth", required_argument, NULL, 't'},
        {"page", required_argument, NULL, 'w'},
        {"port", required_argument, NULL, 'p'},
        {"requests", required_argument, NULL, 'r'},
        {"seed", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    static char program[] = "show"; /* getopt's messages begin with it */
    int option = 0;
    int status = -1;

    *options = (struct options){.build = "build",
                                .certs = "certs",
                                .truth = "tests/truth.csv",
                                .page = "labs/instruments/show/page",
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
    return status;
}
