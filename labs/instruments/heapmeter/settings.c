/* SPDX-License-Identifier: MIT */
/*
 * The options of heapmeter read, watch, rest, stacks and flame.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <getopt.h>
#include <stddef.h>

static bool set_word(struct settings *s, int option)
{
    switch (option) {
    case 'd':
        s->dir = optarg;
        return true;
    case 'k':
        s->look = optarg;
        return true;
    case 'o':
        s->output = optarg;
        return true;
    case 'j':
        s->json = true;
        return true;
    case 'F':
        s->folded = true;
        return true;
    case 'P':
        s->pprof = true;
        return true;
    case 'g':
        s->growth = true;
        return true;
    case 'f':
        s->full = true;
        return true;
    case 'D':
        s->debuginfod = true;
        return true;
    default:
        return false;
    }
}

static int set(struct settings *s, int option, const char *name)
{
    if (set_word(s, option))
        return EXIT_OK;
    switch (option) {
    case 'i':
        if (parse_number(optarg, 0.01, 86400, &s->interval))
            return EXIT_OK;
        return misuse("--%s %s: not a number from 0.01 to 86400", name,
                      optarg);
    case 'n':
        if (parse_number(optarg, 1, 1e9, &s->count) &&
            s->count == (double)(long)s->count)
            return EXIT_OK;
        return misuse("--%s %s: not a whole number from 1 to 1000000000", name,
                      optarg);
    case 's':
        if (parse_number(optarg, 0, 1e6, &s->sockets) &&
            s->sockets == (double)(long)s->sockets)
            return EXIT_OK;
        return misuse("--sockets %s: not a whole number from 0 to 1000000",
                      optarg);
    case 'p':
        if (parse_number(optarg, 0.01, 86400, &s->patience))
            return EXIT_OK;
        return misuse("--patience %s: not a number from 0.01 to 86400",
                      optarg);
    default:
        return EXIT_USAGE;
    }
}

/* -o is for --output, where there is that. */
static const char *short_options(const struct option *options)
{
    while (options->name != NULL && options->val != 'o')
        options++;
    return options->name != NULL ? ":o:" : ":";
}

int parse_settings(int argc, char **argv, const struct option *options,
                   struct settings *s)
{
    const char *letters = short_options(options);
    int at = 0;
    int c;

    opterr = 0;
    while ((c = getopt_long(argc, argv, letters, options, &at)) != -1) {
        if (c == ':' || c == '?')
            return misuse("%s: %s: %s", argv[0], argv[optind - 1],
                          c == ':' ? "value missing" : "no such option");
        if (set(s, c, options[at].name) != EXIT_OK)
            return EXIT_USAGE;
    }
    if (argc - optind != 1)
        return misuse("%s: one process id or file, please", argv[0]);
    s->what = argv[optind];
    return EXIT_OK;
}
