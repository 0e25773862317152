/* SPDX-License-Identifier: MIT */
/*
 * The heapmeter command where things around it are odd: signals that are
 * ignored, a umask that allows nothing, output that goes nowhere, files that
 * change or were forged. It says so, and never shows what is not so.
 */
#include "heapmeter_launch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534

/* In a shell's words: waits until a command is true, but not for ever. */
#define WITH_AWAIT \
    "await() { n=0; until eval \"$1\" || [ $n -gt 1500 ]; do " \
    "n=$((n + 1)); sleep 0.02; done; }; "

/* ---- run ------------------------------------------------------------- */

TEST(an_ignored_sigchld_does_not_hide_the_status)
{
    char out[2048];

    if (shell(out, sizeof out, "env --ignore-signal=CHLD true 2>&1") != 0) {
        print_message("    no env --ignore-signal here\n");
        skip();
    }
    assert_int_equal(shell(out, sizeof out,
                           "env --ignore-signal=CHLD " COMMAND
                           " run sh -c 'exit 7' 2>&1"),
                     7);
    assert_non_null(strstr(out, "live at exit"));
}

IN_A_FOLDER(a_umask_does_not_shut_our_folder)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && umask 0777 && " COMMAND
                           " run --dir new " SUBJECT " leak 2>/dev/null && "
                           "stat -c %%a new && rm -r new",
                           (const char *)*state),
                     0);
    assert_string_equal(out, "700\n");
}

TEST(run_names_what_cannot_load_the_library)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           COMMAND " run " BIN "heapmeter_static leak 2>&1"),
                     0);
    assert_non_null(strstr(out, "of another architecture or C library"));
}

TEST(a_program_of_another_c_library_runs_unmetered)
{
    char out[2048];

    assert_int_equal(
        shell(out, sizeof out,
              "PATH=%s:$PATH; " COMMAND " run heapmeter_musl leak 2>&1", BIN),
        0);
    assert_non_null(strstr(out, "is not metered: its C library is musl;"));
    assert_ptr_equal(strchr(out, '\n'), out + strlen(out) - 1);
}

/* ---- What is asked for ----------------------------------------------- */

IN_A_FOLDER(an_empty_folder_s_name_is_none)
{
    struct subject s = start_ready(*state, "hold");
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "HEAPMETER_DIR= " COMMAND
                           " read --dir '' %ld && unset HEAPMETER_DIR && "
                           "HEAPMETER_DIR= " COMMAND " read $$ 2>&1",
                           (long)s.pid),
                     1);
    assert_non_null(strstr(out, "live        5 blocks, 500 bytes\n"));
    assert_non_null(strstr(out, " under the meter; start it with"));
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(what_is_no_file_is_said_to_be_none)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && " COMMAND " read 1e5 2>&1",
                           (const char *)*state),
                     1);
    assert_string_equal(out, "heapmeter: 1e5: no such file\n");
}

/* ---- Output ---------------------------------------------------------- */

IN_A_FOLDER(output_that_is_lost_is_told_of)
{
    static const char *const commands[] = {"read", "read --json",
                                           "watch --interval 0.01 --count 2"};
    struct subject s = start_ready(*state, "hold");
    char out[2048];

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (shell(out, sizeof out,
                  "{ " COMMAND " %s --dir '%s' %ld >/dev/full || " COMMAND
                  " %s --dir '%s' %ld >&-; } 2>&1",
                  commands[i], (const char *)*state, (long)s.pid, commands[i],
                  (const char *)*state, (long)s.pid) != 1 ||
            strstr(out, "cannot write the output: No space left") == NULL ||
            strstr(out, "cannot write the output: Bad file desc") == NULL)
            fail_msg("%s: %s", commands[i], out);
    }
    assert_int_equal(end_subject(&s), 0);
}

/* ---- Files that change ----------------------------------------------- */

/* The program that follows holds its input open until the watch has told. */
IN_A_FOLDER(watch_tells_when_the_program_is_no_longer_metered)
{
    char out[4096];

    assert_int_equal(
        shell(out, sizeof out,
              WITH_AWAIT
              "cd '%s' && mkfifo go in && "
              "{ LD_PRELOAD=%s HEAPMETER_DIR=. sh -c 'read x <go; "
              "exec %s hold <in >/dev/null' & } && pid=$! && "
              "await '" COMMAND " read --dir . $pid >/dev/null 2>&1' && "
              "{ " COMMAND " watch --interval 0.01 --dir . $pid >w & } && "
              "watch=$! && await 'grep -q allocations w' && "
              "echo >go && exec 3>in && await 'grep -q \"not metered\" w' && "
              "exec 3>&- && wait $pid && wait $watch && cat w",
              (const char *)*state, LIBRARY, BIN "heapmeter_static"),
        0);
    assert_non_null(strstr(out, "# not metered: it has replaced itself"));
    assert_non_null(strstr(out, "has ended\n"));
}

/* A copy: the metered program's own must stay as it is. */
IN_A_FOLDER(a_file_that_is_cut_short_costs_one_line)
{
    struct subject s = start_ready(*state, "hold");
    char path[PATH_MAX];
    char out[2048];

    path_of(path, *state, s.pid);
    assert_int_equal(
        shell(out, sizeof out,
              WITH_AWAIT
              "cd '%s' && cp '%s' copy && { " COMMAND
              " watch --interval 0.01 ./copy >w 2>err & } && watch=$! && "
              "await 'grep -q 500 w' && "
              ": >copy; wait $watch; s=$?; cat err; exit $s",
              (const char *)*state, path),
        1);
    assert_string_equal(out, "heapmeter: the meter's file was cut short while "
                             "it was read\n");
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(a_forged_file_is_not_believed)
{
    struct subject s = start_ready(*state, "hold");
    struct heapmeter m;
    char path[PATH_MAX];
    char out[2048];

    path_of(path, *state, s.pid);
    if (geteuid() != 0 || chown(path, NOBODY, NOBODY) != 0) {
        print_message("    no file may be given away here\n");
        assert_int_equal(end_subject(&s), 0);
        skip();
    }
    assert_int_equal(heapmeter_open(&m, *state, s.pid), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " read --dir '%s' %ld 2>&1",
                           (const char *)*state, (long)s.pid),
                     1);
    assert_non_null(strstr(out, "it may be forged"));
    assert_int_equal(end_subject(&s), 0);
}

TEST_MAIN("heapmeter, odd input")
