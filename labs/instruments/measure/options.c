/* SPDX-License-Identifier: MIT */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "say.h"

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

/* Whole or not, LOW to HIGH. Returns -1, or the exit status. */
static int number(const char *name, double low, double high, double *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtod(optarg, &end);
    if (errno == 0 && end != optarg && *end == '\0' && isfinite(*value) &&
        *value >= low && *value <= high)
        return -1;
    say("--%s %s: must be a number from %g to %g; see --help", name, optarg,
        low, high);
    return 2;
}

static int whole(const char *name, double low, double high, long *value)
{
    double real = 0;
    int status = number(name, low, high, &real);

    *value = (long)real;
    return status;
}

static int set_number(struct options *options, int option)
{
    long pid = 0;
    int status = -1;

    switch (option) {
    case 'P':
        status = whole("pid", 1, 1 << 22, &pid);
        options->pid = (pid_t)pid;
        return status;
    case 'g':
        return number("max-growth", 0, 1e12, &options->max_growth);
    case 'l':
        return whole("least", 8, 1e6, &options->least);
    case 'm':
        return whole("most", 8, 1e8, &options->most);
    case 'L':
        return number("limit", 1, 1e6, &options->limit);
    default:
        return whole("patience", 1, 3599, &options->patience);
    }
}

static int set(struct options *options, int option)
{
    const char **text = option == 'u'   ? &options->url
                        : option == 'c' ? &options->cert
                        : option == 'k' ? &options->key
                        : option == 'a' ? &options->ca
                        : option == 'd' ? &options->drive
                        : option == 't' ? &options->triggers
                        : option == 'r' ? &options->pattern
                        : option == 'J' ? &options->junit
                        : option == 'H' ? &options->html
                                        : NULL;

    if (text != NULL) {
        *text = optarg;
        return -1;
    }
    switch (option) {
    case 'j':
        options->json = true;
        return -1;
    case 'h':
        (void)fputs(help, stdout); /* main() looks whether it arrived */
        return 0;
    case 'v':
        (void)puts("measure 1.0.0");
        return 0;
    case 'i':
        kinds_list();
        return 0;
    case '?':
        return 2; /* getopt_long has said why */
    default:
        return set_number(options, option);
    }
}

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
    if (problem == NULL)
        return -1;
    say("%s; see --help", problem);
    return 2;
}

int options_parse(struct options *options, int argc, char **argv)
{
    static const struct option names[] = {
        {"url", required_argument, NULL, 'u'},
        {"cert", required_argument, NULL, 'c'},
        {"key", required_argument, NULL, 'k'},
        {"ca", required_argument, NULL, 'a'},
        {"drive", required_argument, NULL, 'd'},
        {"triggers", required_argument, NULL, 't'},
        {"listening-pattern", required_argument, NULL, 'r'},
        {"junit", required_argument, NULL, 'J'},
        {"html", required_argument, NULL, 'H'},
        {"pid", required_argument, NULL, 'P'},
        {"max-growth", required_argument, NULL, 'g'},
        {"least", required_argument, NULL, 'l'},
        {"most", required_argument, NULL, 'm'},
        {"limit", required_argument, NULL, 'L'},
        {"patience", required_argument, NULL, 'p'},
        {"json", no_argument, NULL, 'j'},
        {"list", no_argument, NULL, 'i'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    static char program[] = "measure"; /* getopt's messages begin with it */
    int option = 0;
    int status = -1;

    *options = (struct options){.words = argv,
                                .least = 120,
                                .most = 16384,
                                .limit = 900,
                                .patience = 30};
    argv[0] = program;
    while (status < 0 &&
           (option = getopt_long(argc, argv, "+", names, NULL)) != -1)
        status = set(options, option);
    if (optind < argc)
        options->command = argv + optind;
    return status < 0 ? check(options) : status;
}
