/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "probe/arguments.h"

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

static int add_command(void *object, const char *text)
{
    struct options *options = object;

    if (options->commands == COMMANDS_MAX)
        return arguments_wrong("--command: no more than %d of them",
                               COMMANDS_MAX);
    options->command[options->commands++] = text;
    return -1;
}

static const struct argument rows[] = {
    {"output", ARGUMENT_TEXT, AT(output), 0, 0, NULL},
    {"truth", ARGUMENT_TEXT, AT(truth), 0, 0, NULL},
    {"stacks", ARGUMENT_TEXT, AT(stacks), 0, 0, NULL},
    {"matrix", ARGUMENT_TEXT, AT(matrix), 0, 0, NULL},
    {"growth", ARGUMENT_TEXT, AT(growth), 0, 0, NULL},
    {"file", ARGUMENT_TEXT, AT(module_file), 0, 0, NULL},
    {"kit", ARGUMENT_TEXT, AT(kit), 0, 0, NULL},
    {"command", ARGUMENT_CALL, 0, 0, 0, add_command},
};

static const struct arguments line = {ARGUMENTS("report")};

static int check(struct options *options, int argc, char **argv)
{
    if (argc - optind != 2)
        return arguments_wrong("say what to make a page of, and of which "
                               "file");
    if (strcmp(argv[optind], "demo") != 0 && strcmp(argv[optind], "lab") != 0)
        return arguments_wrong("it makes a page of a demo or of a lab");
    if (options->output == NULL)
        return arguments_wrong("give --output");
    options->what = argv[optind];
    options->input = argv[optind + 1];
    return -1;
}

int options_parse(struct options *options, int argc, char **argv)
{
    int status = -1;

    memset(options, 0, sizeof *options);
    status = arguments_parse(&line, options, argc, argv);
    return status < 0 ? check(options, argc, argv) : status;
}
