/* SPDX-License-Identifier: MIT */
/*
 * The command line of an instrument: getopt_long over one table, which says
 * of each option where its value goes, and which values it takes. Each
 * instrument has --help and --version, too.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

enum argument_type {
    ARGUMENT_TEXT, /* const char *: a word of argv */
    ARGUMENT_LONG, /* long, from `min` to `max` */
    ARGUMENT_REAL, /* double, likewise */
    ARGUMENT_PID,  /* pid_t */
    ARGUMENT_FLAG, /* bool: it takes no value */
    ARGUMENT_CALL, /* `set` with the value: -1, or the exit status */
    ARGUMENT_DO    /* the same without a value */
};

struct argument {
    const char *name;
    enum argument_type type;
    size_t offset; /* of the value in the instrument's struct */
    double min, max;
    int (*set)(void *options, const char *text);
};

#define ARGUMENTS_MAX 32
#define ARGUMENTS_WRONG 2 /* the exit status */

struct arguments {
    const char *name, *version; /* "scan", "1.0.0" */
    const char *help;           /* all that --help says */
    const struct argument *rows;
    size_t count;
    bool command_follows; /* what is no option ends the options */
};

/* What an instrument says: of its `help`, its `rows`, its struct options. */
#define AT(field) offsetof(struct options, field)
#define ARGUMENTS(tool) \
    .name = (tool), .version = "1.0.0", .help = help, .rows = rows, \
    .count = sizeof rows / sizeof *rows

/*
 * Reads them into `options`. Returns -1 when all are there; `optind` is then
 * the first word that is none. Else it is the exit status: 0 after --help and
 * --version, ARGUMENTS_WRONG when a line on stderr says what is wrong.
 */
int arguments_parse(const struct arguments *arguments, void *options, int argc,
                    char **argv);

/*
 * Such a line, "scan: ...; see --help". Returns ARGUMENTS_WRONG. Any time after
 * arguments_parse() has begun.
 */
int arguments_wrong(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
