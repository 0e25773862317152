/* SPDX-License-Identifier: MIT */
/*
 * heapmeter: runs programs under the heap meter and reads their numbers.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../mtls-load/standard.h"

#define NAME_AND_VERSION "heapmeter 1.0"

static const char help[] =
    "Usage: heapmeter run [--stacks] [--dir DIR] [--] PROGRAM [ARGUMENT...]\n"
    "       heapmeter read [--dir DIR] [--json] PID|FILE\n"
    "       heapmeter watch [--dir DIR] [--interval SECONDS] [--count N]"
    " PID|FILE\n"
    "       heapmeter rest [--dir DIR] [--sockets N] [--patience SECONDS]"
    " [--json] PID\n"
    "       heapmeter stacks [--dir DIR] [--growth] [--top N] [--full]\n"
    "           [--json|--folded|--pprof] PID|FILE\n"
    "       heapmeter flame [--dir DIR] [--growth] -o FILE.svg PID|FILE\n"
    "\n"
    "Counts the live heap blocks of a dynamically linked program, and the\n"
    "bytes requested for them, exactly.\n"
    "\n"
    "  run    runs PROGRAM under the meter, says on stderr what was live at\n"
    "         its exit, and exits with its status (128 + N after signal N)\n"
    "  read   prints the numbers of this moment\n"
    "  watch  prints a line each interval, with the differences, until the\n"
    "         process has ended\n"
    "  rest   waits until the process is at rest, and prints what it holds,\n"
    "         under the meter or not: no thread runs, or has run from one\n"
    "         look to the next; nothing was allocated or freed; no more\n"
    "         sockets are open than N\n"
    "\n"
    "  stacks who holds it: for each function of the program's own the bytes\n"
    "         and blocks that live, and the largest stack; > marks the line\n"
    "  flame  the same as a picture, to be looked at in a browser\n"
    "\n"
    "  --dir DIR           folder of the meters' files, one a process, named\n"
    "                      PID.NAMESPACE; run makes it when missing, and\n"
    "                      they stay. Without it run uses a temporary one;\n"
    "                      read and watch use $HEAPMETER_DIR, or else that\n"
    "                      of the process; rest uses the latter\n"
    "  --json              prints one JSON object\n"
    "  --interval SECONDS  0.01 to 86400, default 1\n"
    "  --count N           stops after N lines\n"
    "  --sockets N         how many it has when no client is connected, as\n"
    "                      rest prints them; without it any number is rest\n"
    "  --patience SECONDS  0.01 to 86400, default 60: then rest gives up\n"
    "  --stacks            also counts for which stack a block was made,\n"
    "                      as HEAPMETER_STACKS=1 does; with that many stacks\n"
    "                      to find room, HEAPMETER_STACKS=60000 at most\n"
    "  --growth            what grew since the last look, which is kept by\n"
    "                      the meter's file, or in --look FILE; a look lasts\n"
    "                      --for SECONDS, default 1, or until nothing moves:\n"
    "                      what comes and goes within it does not grow\n"
    "  --top N             no more than the N largest\n"
    "  --full              a line for each frame of the stacks\n"
    "  --folded            a line a stack, for flame graph tools\n"
    "  --pprof             gperftools' heap profile, which pprof reads\n"
    "  --debuginfod        lets debug information be fetched from servers,\n"
    "                      those of $DEBUGINFOD_URLS; nothing is, without\n"
    "  --help, --version\n"
    "\n"
    "The library is taken from beside this program, or from\n"
    "$HEAPMETER_LIB. Programs that are statically linked or setuid cannot\n"
    "be metered. Do not combine it with Valgrind, which would see the\n"
    "meter's headers. With an allocator of its own, or a library's "
    "(jemalloc,\n"
    "AddressSanitizer and the like), a program runs on unmetered, and run,\n"
    "read and watch say so.\n";

/* ---- Entry ----------------------------------------------------------- */

static int dispatch(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*command)(int argc, char **argv);
    } commands[] = {
        /* One a line. */
        /* clang-format off */
        {"run", command_run},
        {"read", command_read},
        {"watch", command_watch},
        {"rest", command_rest},
        {"stacks", command_stacks},
        {"flame", command_flame},
        /* clang-format on */
    };

    if (argc < 2)
        return misuse("what to do is missing");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].command(argc - 1, argv + 1);
    }
    if (strcmp(argv[1], "--help") == 0)
        (void)fputs(help, stdout); /* main's fflush tells */
    else if (strcmp(argv[1], "--version") == 0)
        (void)puts(NAME_AND_VERSION);
    else
        return misuse("%s: no such command", argv[1]);
    return EXIT_OK;
}

/* Somebody truncated the file that is mapped. */
static void cut_short(int signal_number)
{
    static const char line[] =
        "heapmeter: the meter's file was cut short while it was read\n";
    ssize_t n = write(STDERR_FILENO, line, sizeof line - 1);

    (void)signal_number;
    (void)n; /* there is nobody else to tell */
    _exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
    int status;

    standard_hold();
    (void)signal(SIGBUS, cut_short);
    status = dispatch(argc, argv);
    if (standard_written() < 0 && status == EXIT_OK)
        status = fail("cannot write the output: %s", strerror(errno));
    return status;
}
