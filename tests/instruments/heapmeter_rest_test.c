/* SPDX-License-Identifier: MIT */
/*
 * heapmeter rest: what is at rest and what is not, and what it says of it.
 */
#include "heapmeter_launch.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

IN_A_FOLDER(rest_tells_what_a_process_holds)
{
    struct subject s = start_ready(*state, "hold");
    char out[2048];

    /* Without --dir: it looks where the process's environment says. */
    assert_int_equal(shell(out, sizeof out,
                           "unset HEAPMETER_DIR; " COMMAND " rest --json %ld",
                           (long)s.pid),
                     0);
    json_t *object = json_loads(out, 0, NULL);
    assert_non_null(object);
    assert_non_null(strstr(out, "\"sockets\": 0, \"descriptors\": "));
    assert_non_null(strstr(out, "\"threads\": 1, \"resident_kib\": "));
    assert_non_null(strstr(out, "\"blocks\": 5, \"bytes\": 500, "));
    json_decref(object);
    assert_int_equal(shell(out, sizeof out, COMMAND " rest --dir '%s' %ld",
                           (const char *)*state, (long)s.pid),
                     0);
    assert_non_null(strstr(out, "live        5 blocks, 500 bytes\n"));
    assert_int_equal(end_subject(&s), 0);
    assert_int_equal(
        shell(out, sizeof out, COMMAND " rest %ld 2>&1", (long)s.pid), 1);
    assert_non_null(strstr(out, "has ended\n"));
}

TEST(rest_needs_no_meter)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "sleep 600 & " COMMAND " rest $!; s=$?; kill $!; "
                           "exit $s"),
                     0);
    assert_non_null(strstr(out, "at rest\n"));
    assert_null(strstr(out, "live"));
    assert_int_equal(shell(out, sizeof out,
                           "sleep 600 & " COMMAND " rest --dir / $! 2>&1; "
                           "s=$?; kill $!; exit $s"),
                     1);
    assert_non_null(strstr(out, "not metered here; start it with"));
}

/* With a malloc of its own; it writes one byte once it waits. */
IN_A_FOLDER(rest_says_why_a_process_is_not_metered)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && mkfifo in out && "
                           "{ LD_PRELOAD=%s HEAPMETER_DIR=$PWD %s hold "
                           "<in >out & } && exec 3>in && dd bs=1 count=1 "
                           "<out >/dev/null 2>&1 && " COMMAND
                           " rest $!; s=$?; exec 3>&-; wait; exit $s",
                           (const char *)*state, LIBRARY, BIN "heapmeter_own"),
                     0);
    assert_non_null(strstr(out, "at rest\n"));
    assert_non_null(strstr(out, "not metered: malloc is the program's own;"));
}

/* A loop never sleeps: however long we wait, it is not at rest. */
TEST(what_runs_is_not_at_rest)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "sh -c 'while :; do :; done' & " COMMAND
                           " rest --patience 0.1 $! 2>&1; s=$?; kill $!; "
                           "exit $s"),
                     1);
    assert_non_null(strstr(out, "a thread runs"));
}

/* This process is the one with the sockets, and sleeps while it reads. */
TEST(one_with_a_socket_too_many_is_not_at_rest)
{
    int pair[2];
    char out[2048];
    long own = 0;

    assert_int_equal(shell(out, sizeof out,
                           COMMAND " rest %ld | sed -n 's/^sockets *//p'",
                           (long)getpid()),
                     0);
    own = strtol(out, NULL, 10);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair),
                     0);
    assert_int_equal(shell(out, sizeof out,
                           COMMAND
                           " rest --patience 0.5 --sockets %ld %ld 2>&1",
                           own + 1, (long)getpid()),
                     1);
    assert_non_null(strstr(out, "a client's socket is open still"));
    assert_int_equal(shell(out, sizeof out, COMMAND " rest --sockets %ld %ld",
                           own + 2, (long)getpid()),
                     0);
    (void)close(pair[0]);
    assert_int_equal(shell(out, sizeof out, COMMAND " rest --sockets %ld %ld",
                           own + 1, (long)getpid()),
                     0);
    (void)close(pair[1]);
}

/* Of another user: to root without that capability, the kernel lists them. */
TEST(descriptors_that_may_not_be_read_are_not_none)
{
    char out[2048];

    if (geteuid() != 0 || system("setpriv --reuid 65534 true") != 0) {
        print_message("    no other user may be played here\n");
        skip();
    }
    assert_int_equal(
        shell(out, sizeof out,
              "setpriv --reuid 65534 sleep 600 & p=$!; "
              "until grep -q sleep /proc/$p/comm; do sleep 0.01; done; "
              "setpriv --bounding-set -sys_ptrace --inh-caps "
              "-sys_ptrace " COMMAND " rest $p 2>&1; s=$?; kill $p; exit $s"),
        1);
    assert_non_null(strstr(out, " is another user's: ask as that user or "));
}

TEST_MAIN("heapmeter, rest")
