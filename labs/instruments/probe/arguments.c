/* SPDX-License-Identifier: MIT */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "arguments.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "say.h"

#define PID_MAX (1 << 22) /* proc(5), pid_max */

static const struct arguments *reading; /* whose line it is */

int arguments_wrong(const char *format, ...)
{
    va_list arguments;

    (void)fprintf(stderr, "%s: ", reading->name);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputs("; see --help\n", stderr);
    return ARGUMENTS_WRONG;
}

/* ---- Values ------------------------------------------------------------ */

static int out_of_range(const struct argument *row, const char *text,
                        double min, double max)
{
    return arguments_wrong("--%s %s: must be a number from %.10g to %.10g",
                           row->name, text, min, max);
}

static int set_whole(const struct argument *row, const char *text, double min,
                     double max, long *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtol(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *value >= (long)min &&
        *value <= (long)max)
        return -1;
    return out_of_range(row, text, min, max);
}

static int set_real(const struct argument *row, const char *text,
                    double *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtod(text, &end);
    if (errno == 0 && end != text && *end == '\0' && isfinite(*value) &&
        *value >= row->min && *value <= row->max)
        return -1;
    return out_of_range(row, text, row->min, row->max);
}

static int set_pid(const struct argument *row, const char *text, pid_t *value)
{
    long pid = 0;
    int status = set_whole(row, text, 1, PID_MAX, &pid);

    *value = (pid_t)pid;
    return status;
}

static int set(const struct argument *row, void *options, char *text)
{
    void *field = (char *)options + row->offset;

    switch (row->type) {
    case ARGUMENT_TEXT:
        *(const char **)field = text;
        return -1;
    case ARGUMENT_LONG:
        return set_whole(row, text, row->min, row->max, field);
    case ARGUMENT_REAL:
        return set_real(row, text, field);
    case ARGUMENT_PID:
        return set_pid(row, text, field);
    case ARGUMENT_FLAG:
        *(bool *)field = true;
        return -1;
    default:
        return row->set(options, text);
    }
}

/* ---- The whole line ---------------------------------------------------- */

#define HELP 'h'
#define VERSION 'v'
#define FIRST_ROW 256 /* above all characters, of which '?' is one */

static int take(int found, void *options)
{
    switch (found) {
    case HELP:
        (void)fputs(reading->help, stdout); /* main() looks if it arrived */
        return 0;
    case VERSION:
        (void)printf("%s %s\n", reading->name, reading->version);
        return 0;
    case '?':
        return ARGUMENTS_WRONG; /* getopt_long has said why */
    default:
        return set(&reading->rows[found - FIRST_ROW], options, optarg);
    }
}

static void fill(struct option names[ARGUMENTS_MAX + 3])
{
    size_t i = 0;

    for (; i < reading->count && i < ARGUMENTS_MAX; i++) {
        enum argument_type type = reading->rows[i].type;
        bool alone = type == ARGUMENT_FLAG || type == ARGUMENT_DO;

        names[i] = (struct option){reading->rows[i].name,
                                   alone ? no_argument : required_argument,
                                   NULL, FIRST_ROW + (int)i};
    }
    names[i++] = (struct option){"help", no_argument, NULL, HELP};
    names[i++] = (struct option){"version", no_argument, NULL, VERSION};
    names[i] = (struct option){NULL, 0, NULL, 0};
}

int arguments_parse(const struct arguments *arguments, void *options, int argc,
                    char **argv)
{
    static char program[32]; /* getopt's messages begin with it */
    struct option names[ARGUMENTS_MAX + 3];
    int found = 0;
    int status = -1;

    reading = arguments;
    say_name = arguments->name;
    (void)snprintf(program, sizeof program, "%s", arguments->name);
    argv[0] = program;
    fill(names);
    while (
        status < 0 &&
        (found = getopt_long(argc, argv, arguments->command_follows ? "+" : "",
                             names, NULL)) != -1)
        status = take(found, options);
    return status;
}
