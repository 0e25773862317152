/* SPDX-License-Identifier: MIT */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: report demo --output FILE [OPTION]... FOLDER\n"
    "       report lab --output FILE [OPTION]... VERDICT.json\n"
    "Makes a page of what make demo has left in FOLDER, or of a verdict of\n"
    "labs/lab check --json. The page is one file, and loads no other.\n"
    "\n"
    "  --output FILE    the page; it is there whole or not at all\n"
    "  --truth FILE     tests/truth.csv: what each leak keeps by the table\n"
    "  --stacks FILE    what heapmeter stacks --growth said of leaky\n"
    "  --matrix FILE    tests/matrix/matrix.md\n"
    "  --growth FILE    of the lab: curves, in the form of demo.dat\n"
    "  --file NAME      of the lab: whose verdict it is\n"
    "  --kit TEXT       the kit's version\n"
    "  --command TEXT   one that repeats it; as often as there are\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0; or 2, and a line says why there is no page.\n";

void say(const char *format, ...)
{
    va_list arguments;

    (void)fputs("report: ", stderr);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

static int set_command(struct options *options)
{
    if (options->commands == COMMANDS_MAX) {
        say("--command: there may be %d", COMMANDS_MAX);
        return 2;
    }
    options->command[options->commands++] = optarg;
    return -1;
}

static int set(struct options *options, int option)
{
    const char **text = option == 'o'   ? &options->output
                        : option == 't' ? &options->truth
                        : option == 's' ? &options->stacks
                        : option == 'm' ? &options->matrix
                        : option == 'g' ? &options->growth
                        : option == 'f' ? &options->module_file
                        : option == 'k' ? &options->kit
                                        : NULL;

    if (text != NULL) {
        *text = optarg;
        return -1;
    }
    switch (option) {
    case 'c':
        return set_command(options);
    case 'h':
        (void)fputs(help, stdout); /* main() looks whether it arrived */
        return 0;
    case 'v':
        (void)puts("report 1.0.0");
        return 0;
    default:
        return 2; /* getopt_long has said why */
    }
}

static int check(struct options *options, int argc, char **argv)
{
    const char *problem = NULL;

    if (argc - optind != 2)
        problem = "say what to make a page of, and of which file";
    else if (strcmp(argv[optind], "demo") != 0 &&
             strcmp(argv[optind], "lab") != 0)
        problem = "it makes a page of a demo or of a lab";
    else if (options->output == NULL)
        problem = "give --output";
    if (problem != NULL) {
        say("%s; see --help", problem);
        return 2;
    }
    options->what = argv[optind];
    options->input = argv[optind + 1];
    return -1;
}

int options_parse(struct options *options, int argc, char **argv)
{
    static const struct option names[] = {
        {"output", required_argument, NULL, 'o'},
        {"truth", required_argument, NULL, 't'},
        {"stacks", required_argument, NULL, 's'},
        {"matrix", required_argument, NULL, 'm'},
        {"growth", required_argument, NULL, 'g'},
        {"file", required_argument, NULL, 'f'},
        {"kit", required_argument, NULL, 'k'},
        {"command", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    static char program[] = "report"; /* getopt's messages begin with it */
    int option = 0;
    int status = -1;

    memset(options, 0, sizeof *options);
    argv[0] = program;
    while (status < 0 &&
           (option = getopt_long(argc, argv, "", names, NULL)) != -1)
        status = set(options, option);
    return status < 0 ? check(options, argc, argv) : status;
}
