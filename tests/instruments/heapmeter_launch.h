/* SPDX-License-Identifier: MIT */
/*
 * Starts a subject under the heap meter in a folder of its own, for the
 * tests that look from outside.
 */
#ifndef HEAPMETER_LAUNCH_H
#define HEAPMETER_LAUNCH_H

#include <limits.h>

#include "heapmeter.h"
#include "probe/cases.h"

#define BIN HEAPMETER_BUILD "/tests/heapmeter/"
#define COMMAND HEAPMETER_BUILD "/instruments/heapmeter"
#define LIBRARY HEAPMETER_BUILD "/instruments/libheapmeter.so"
#define SUBJECT BIN "heapmeter_subject"

/* In a shell's words: of the current directory, the file of $$ to be. */
#define FILE_OF_SHELL "$$.$(stat -L -c %i /proc/self/ns/pid)"

/* Again a shell's: in namespaces of its own, for which root needs no user's. */
#define UNSHARE "unshare $([ \"$(id -u)\" -eq 0 ] || echo -r) "

#define IN_A_FOLDER(name) CASE(name, make_folder, remove_folder)

/* Setup and teardown: *state is the name of a new folder, then removed. */
int make_folder(void **state);
int remove_folder(void **state);

struct subject {
    pid_t pid;
    int in;  /* close it (end_subject does) to let the subject go on */
    int out; /* what the subject tells */
};

/*
 * DIR is its HEAPMETER_DIR, ROOM its HEAPMETER_STACKS, or NULL: without. It is
 * told WHAT to do, and BIN. End it with end_subject.
 */
struct subject start_program(const char *dir, const char *program,
                             const char *what, const char *room);

/* SUBJECT, without stacks. */
struct subject start_subject(const char *dir, const char *what);

/* The same of one that tells a byte when it is ready, which it then is. */
struct subject start_ready(const char *dir, const char *what);

/* Reads SIZE bytes that the subject tells; fails at its end. */
void hear(const struct subject *s, void *data, size_t size);

/* Lets the subject go on, waits for it, returns its exit status. */
int end_subject(struct subject *s);

/* The numbers of a process that runs or has run under the meter. */
struct heapmeter_sample sample_of(const char *dir, pid_t pid);

/* The name of its file. */
void path_of(char path[PATH_MAX], const char *dir, pid_t pid);

/*
 * Runs a shell command, keeps the first SIZE - 1 bytes of what it prints
 * (on stdout; let it redirect the rest) and returns its exit status.
 */
int shell(char *output, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
