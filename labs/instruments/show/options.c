/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stddef.h>
#include <unistd.h>

#include "probe/arguments.h"

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

static const struct argument rows[] = {
    {"build", ARGUMENT_TEXT, AT(build), 0, 0, NULL},
    {"certs", ARGUMENT_TEXT, AT(certs), 0, 0, NULL},
    {"truth", ARGUMENT_TEXT, AT(truth), 0, 0, NULL},
    {"page", ARGUMENT_TEXT, AT(page), 0, 0, NULL},
    {"port", ARGUMENT_LONG, AT(port), 0, 65535, NULL},
    {"requests", ARGUMENT_LONG, AT(requests), 100, 1e6, NULL},
    {"seed", ARGUMENT_LONG, AT(seed), 0, 2e9, NULL},
};

static const struct arguments line = {ARGUMENTS("show")};

int options_parse(struct options *options, int argc, char **argv)
{
    int status = -1;

    *options = (struct options){.build = "build",
                                .certs = "certs",
                                .truth = "tests/truth.csv",
                                .page = "labs/instruments/show/page",
                                .requests = 2000,
                                .seed = 1};
    status = arguments_parse(&line, options, argc, argv);
    if (status < 0 && optind < argc)
        return arguments_wrong("%s: takes options only", argv[optind]);
    return status;
}
