/* SPDX-License-Identifier: MIT */
/*
 * The heapmeter command: what it prints, its exit statuses, and that each
 * error is one line that names the remedy.
 */
#include "heapmeter_launch.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- run ------------------------------------------------------------- */

TEST(run_sums_up_and_passes_the_status_on)
{
    char out[2048];

    assert_int_equal(
        shell(out, sizeof out, COMMAND " run " SUBJECT " leak 2>&1"), 0);
    assert_non_null(strstr(out, "7 blocks, 1616 bytes live at exit"));
    assert_int_equal(
        shell(out, sizeof out, COMMAND " run -- sh -c 'exit 7' 2>&1"), 7);
    assert_int_equal(
        shell(out, sizeof out, COMMAND " run " SUBJECT " die 2>&1"),
        128 + SIGKILL);
    assert_non_null(strstr(out, " 0 blocks, 0 bytes live at exit"));
}

IN_A_FOLDER(run_with_dir_keeps_the_files)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           COMMAND " run --dir '%s/new' " SUBJECT
                                   " leak 2>&1 && " COMMAND " read %s/new/*",
                           (const char *)*state, (const char *)*state),
                     0);
    assert_non_null(strstr(out, "live        7 blocks, 1616 bytes\n"));
    assert_non_null(strstr(out, "(heapmeter_subject), ended\n"));
}

IN_A_FOLDER(run_leaves_no_folder_behind)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "TMPDIR='%s' " COMMAND " run " SUBJECT
                           " leak 2>/dev/null; ls '%s'",
                           (const char *)*state, (const char *)*state),
                     0);
    assert_string_equal(out, "");
}

IN_A_FOLDER(run_passes_a_termination_on)
{
    char out[2048];

    /* The subject tells one byte once it waits: then it is terminated. */
    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && mkfifo in out && { " COMMAND
                           " run " SUBJECT " hold <in >out 2>err & "
                           "exec 3>in && dd bs=1 count=1 <out 2>/dev/null "
                           ">/dev/null && kill $! && wait $!; } ; s=$?; "
                           "cat err; exit $s",
                           (const char *)*state),
                     128 + SIGTERM);
    assert_non_null(strstr(out, "5 blocks, 500 bytes live at exit"));
}

IN_A_FOLDER(run_says_why_it_cannot)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && " COMMAND " run ./nowhere 2>&1",
                           (const char *)*state),
                     127);
    assert_string_equal(out, "heapmeter: cannot start ./nowhere: No such file "
                             "or directory\n");
    assert_int_equal(shell(out, sizeof out, COMMAND " run / 2>&1"), 126);
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " run " BIN "heapmeter_static leak 2>&1"),
                     0);
    assert_non_null(strstr(out, "statically linked"));
    assert_int_equal(shell(out, sizeof out,
                           "HEAPMETER_LIB=/no/lib " COMMAND " run true 2>&1"),
                     1);
    assert_non_null(strstr(out, "build it with"));
    assert_int_equal(
        shell(out, sizeof out, COMMAND " run --dir /proc/x true 2>&1"), 1);
}

IN_A_FOLDER(run_finds_the_library_elsewhere)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && cp " LIBRARY " ./other.so && "
                           "HEAPMETER_LIB=./other.so " COMMAND " run " SUBJECT
                           " leak 2>&1",
                           (const char *)*state),
                     0);
    assert_non_null(strstr(out, "7 blocks, 1616 bytes"));
    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && cp " LIBRARY " './a b.so' && "
                           "HEAPMETER_LIB='a b.so' " COMMAND " run true 2>&1",
                           (const char *)*state),
                     1);
    assert_non_null(strstr(out, "cannot hold a path with a blank"));
}

/* ---- read and watch -------------------------------------------------- */

IN_A_FOLDER(read_speaks_json)
{
    struct subject s = start_ready(*state, "hold");
    char out[2048];

    /* Without --dir: it looks where the process's environment says. */
    assert_int_equal(shell(out, sizeof out,
                           "unset HEAPMETER_DIR; " COMMAND " read --json %ld",
                           (long)s.pid),
                     0);
    json_t *object = json_loads(out, 0, NULL);
    assert_non_null(object);
    assert_int_equal(json_integer_value(json_object_get(object, "blocks")), 5);
    assert_int_equal(json_integer_value(json_object_get(object, "bytes")),
                     500);
    assert_int_equal(json_integer_value(json_object_get(object, "pid")),
                     s.pid);
    assert_true(json_is_true(json_object_get(object, "running")));
    assert_true(json_is_true(json_object_get(object, "settled")));
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(watch_ends_with_the_process)
{
    struct subject s = start_ready(*state, "hold");
    char out[4096];

    assert_int_equal(shell(out, sizeof out,
                           COMMAND " watch --interval 0.01 --count 3 %ld",
                           (long)s.pid),
                     0);
    int lines = 0;
    for (const char *p = out; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    assert_int_equal(lines, 4); /* with the heading */
    assert_int_equal(end_subject(&s), 0);
    /* Its file is still there: the watch shows the last state and ends. */
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " watch --interval 0.01 --dir '%s' %ld",
                           (const char *)*state, (long)s.pid),
                     0);
    assert_non_null(strstr(out, "has ended\n"));
}

IN_A_FOLDER(read_says_what_to_do)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "unset HEAPMETER_DIR; " COMMAND " read $$ 2>&1"),
                     1);
    assert_non_null(strstr(out, "heapmeter run"));
    assert_int_equal(shell(out, sizeof out, COMMAND " read --dir '%s' 1 2>&1",
                           (const char *)*state),
                     1);
    assert_non_null(strstr(out, "not metered here; start it with"));
    assert_int_equal(shell(out, sizeof out, COMMAND " read /etc/passwd 2>&1"),
                     1);
    assert_non_null(strstr(out, "not a heap meter's file"));
}

/* ---- Usage ----------------------------------------------------------- */

TEST(wrong_usage_is_one_line_and_status_2)
{
    static const char *const wrong[] = {
        "read -o file 1",
        "",
        "walk",
        "run",
        "run --dir",
        "run --x true",
        "read",
        "read 1 2",
        "read --interval 1 1",
        "watch",
        "watch --count 0 1",
        "watch --count 1.5 1",
        "watch --interval nan 1",
        "watch --interval -1 1",
        "watch --interval 1x 1",
        "read 0",
        "read 99999999999",
        "rest",
        "rest x",
        "rest --sockets -1 1",
        "rest --sockets 1.5 1",
        "rest --patience 0 1",
    };
    char out[2048];

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (shell(out, sizeof out, COMMAND " %s 2>&1", wrong[i]) != 2)
            fail_msg("heapmeter %s: %s", wrong[i], out);
        assert_int_equal(strncmp(out, "heapmeter: ", 11), 0);
        assert_ptr_equal(strchr(out, '\n'), out + strlen(out) - 1);
    }
}

/* As nohup starts it, and whatever it runs. */
TEST(a_signal_that_is_ignored_stays_so)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "trap '' HUP TERM; exec " COMMAND
                           " run sh -c 'kill -HUP $$; kill -TERM $$; exit 7' "
                           "2>&1"),
                     7);
}

TEST(help_and_version_go_to_stdout)
{
    char out[4096];

    assert_int_equal(shell(out, sizeof out, COMMAND " --help"), 0);
    assert_int_equal(strncmp(out, "Usage: ", 7), 0);
    assert_int_equal(shell(out, sizeof out, COMMAND " --version"), 0);
    assert_int_equal(strncmp(out, "heapmeter ", 10), 0);
    assert_int_equal(shell(out, sizeof out, COMMAND " --help 2>&1 >/dev/full"),
                     1);
    assert_non_null(strstr(out, "cannot write"));
}

TEST_MAIN("heapmeter, command")
