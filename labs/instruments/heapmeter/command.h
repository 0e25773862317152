/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the heapmeter command share. Each function that is
 * named after a subcommand takes its own argv and returns the exit status.
 */
#ifndef HEAPMETER_COMMAND_H
#define HEAPMETER_COMMAND_H

#include <limits.h>

#include "heapmeter.h"

enum { EXIT_OK, EXIT_FAILED, EXIT_USAGE };

int command_run(int argc, char **argv);
int command_read(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_rest(int argc, char **argv);
int command_stacks(int argc, char **argv);
int command_flame(int argc, char **argv);

/* What the options say. */
struct settings {
    const char *what;
    const char *dir;
    double interval;
    double count;    /* 0: no limit */
    double patience; /* seconds */
    double sockets;  /* no more than these; -1: as many as there are */
    bool json;
    bool folded;
    bool pprof;
    bool growth;
    bool full;
    bool debuginfod;
    const char *look;   /* file of the last look; NULL: beside the meter's */
    const char *output; /* file to write to */
};

/* Reads them and the one argument. Returns EXIT_OK, or has said why not. */
struct option;
int parse_settings(int argc, char **argv, const struct option *options,
                   struct settings *settings);

/* One line on stderr: "heapmeter: " and the text. Returns EXIT_FAILED. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and where to find help. Returns EXIT_USAGE. */
int misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* True and *out set when TEXT is a number in [low, high], nothing else. */
bool parse_number(const char *text, double low, double high, double *out);

/*
 * Opens the meter that WHAT names: a process id (looked for in DIR; when
 * that is NULL, where HEAPMETER_DIR here or in that process's environment
 * says) or a file. Returns EXIT_OK, and the caller owes a heapmeter_close;
 * otherwise the message has been printed.
 */
int open_named(struct heapmeter *m, const char *what, const char *dir);

/* The same; and PATH is its file. */
int locate_named(struct heapmeter *m, const char *what, const char *dir,
                 char path[PATH_MAX]);

/*
 * The HEAPMETER_DIR with which PID was started. False when it has none, or,
 * with errno, when it is not ours to look at.
 */
bool folder_of_process(pid_t pid, char *dir, size_t size);

/*
 * Both change the environment for the program to come and return EXIT_OK,
 * or print why not. DIR NULL makes a temporary folder; PATH becomes the
 * folder's absolute name, and the caller removes a temporary one.
 */
int prepare_preload(void);
int prepare_stacks(void);
int prepare_folder(const char *dir, char path[PATH_MAX]);
void remove_folder(const char *path);

/* Whether it is of another C library, and would not start with ours. */
bool program_of_musl(const char *name);

/*
 * A descriptor that polls as readable once the process of S has ended, -1
 * when it has already, or is none of ours to see. The caller closes it.
 */
int process_handle(const struct heapmeter_sample *s);

/* Takes a sample of what the user calls WHAT, or prints why it cannot. */
int read_named(const struct heapmeter *m, struct heapmeter_sample *s,
               const char *what);

#endif
