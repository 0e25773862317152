/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <unistd.h>

#include "kinds.h"

#include "probe/arguments.h"

static const char help[] =
    "usage: measure [OPTION]... -- COMMAND [ARGUMENT]...\n"
    "       measure [OPTION]... --pid PID\n"
    "Drives a server and says of each kind of client: flat, or grows by so\n"
    "much, or why that cannot be told.\n"
    "\n"
    "Which clients:\n"
    "  --url URL            https://HOST[:PORT][/PATH]; port 0, or none: the\n"
    "                       one that the server listens on\n"
    "  --cert FILE, --key FILE, --ca FILE    PEM: the client's, the server's\n"
    "                       issuer\n"
    "  --triggers A,B,...   these alone, and then all of them in turn\n"
    "  --drive COMMAND      for sh; one run is one step\n"
    "  --listening-pattern REGEX    of the server's output, extended, with\n"
    "                       one group: its port\n"
    "What for:\n"
    "  --max-growth BYTES   for each client, as accepted (0)\n"
    "  --least N            steps that must be flat in a row (120)\n"
    "  --most N             steps to fill what may be bounded (16384)\n"
    "  --limit SECONDS      for all of it (900)\n"
    "  --patience SECONDS   that a client waits for the server (30)\n"
    "  --json               one object on stdout\n"
    "  --junit FILE         for a CI server\n"
    "  --html FILE          a page, for people: one file that loads no other\n"
    "  --help, --version, --list    (the triggers)\n"
    "\n"
    "Exit status: 0 all flat; 1 one grows; 2 no verdict, or misused; 128 +\n"
    "the number of the signal that ended it.\n";

static int list(void *options, const char *text)
{
    (void)options, (void)text;
    kinds_list();
    return 0;
}

static const struct argument rows[] = {
    {"url", ARGUMENT_TEXT, AT(url), 0, 0, NULL},
    {"cert", ARGUMENT_TEXT, AT(cert), 0, 0, NULL},
    {"key", ARGUMENT_TEXT, AT(key), 0, 0, NULL},
    {"ca", ARGUMENT_TEXT, AT(ca), 0, 0, NULL},
    {"drive", ARGUMENT_TEXT, AT(drive), 0, 0, NULL},
    {"triggers", ARGUMENT_TEXT, AT(triggers), 0, 0, NULL},
    {"listening-pattern", ARGUMENT_TEXT, AT(pattern), 0, 0, NULL},
    {"junit", ARGUMENT_TEXT, AT(junit), 0, 0, NULL},
    {"html", ARGUMENT_TEXT, AT(html), 0, 0, NULL},
    {"pid", ARGUMENT_PID, AT(pid), 0, 0, NULL},
    {"max-growth", ARGUMENT_REAL, AT(max_growth), 0, 1e12, NULL},
    {"least", ARGUMENT_LONG, AT(least), 8, 1e6, NULL},
    {"most", ARGUMENT_LONG, AT(most), 8, 1e8, NULL},
    {"limit", ARGUMENT_REAL, AT(limit), 1, 1e6, NULL},
    {"patience", ARGUMENT_LONG, AT(patience), 1, 3599, NULL},
    {"json", ARGUMENT_FLAG, AT(json), 0, 0, NULL},
    {"list", ARGUMENT_DO, 0, 0, 0, list},
};

static const struct arguments line = {ARGUMENTS("measure"),
                                      .command_follows = true};

static int check(const struct options *options)
{
    const char *problem = NULL;

    if ((options->pid != 0) == (options->command != NULL))
        problem = "give a command behind --, or --pid";
    else if (options->url == NULL && options->drive == NULL)
        problem = "give --url, or --drive, or both";
    else if (options->url != NULL &&
             (options->cert == NULL || options->key == NULL ||
              options->ca == NULL))
        problem = "--url needs --cert, --key and --ca";
    else if (options->pid != 0 && options->pattern != NULL)
        problem = "--listening-pattern is for a server that is started here";
    return problem == NULL ? -1 : arguments_wrong("%s", problem);
}

int options_parse(struct options *options, int argc, char **argv)
{
    int status = -1;

    *options = (struct options){.words = argv,
                                .least = 120,
                                .most = 16384,
                                .limit = 900,
                                .patience = 30};
    status = arguments_parse(&line, options, argc, argv);
    if (optind < argc)
        options->command = argv + optind;
    return status < 0 ? check(options) : status;
}
