/* SPDX-License-Identifier: MIT */
/*
 * Contract: a log that nobody reads, or that is not there, is lost and
 * counted, and costs no client anything.
 */
/* Terminals are of X/Open's, ptsname_r of GNU's. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support.h"

#define CLIENTS 20

/* Each is served; what each would have left in the log is lost. */
static void serves_and_counts(struct service *server)
{
    for (int i = 0; i < CLIENTS; i++) {
        scoped_response struct http_response response = {0};

        (void)http_get(server, "sensor-1", "/whoami", &response);
        assert_status(&response, 200);
        assert_contains(response.body, "sensor-1");
    }
    /* Then each of them has its line behind it, and only who asks is there. */
    wait_until(sample(server, "mtls_connections_active") == 1);
    assert_true(sample(server, "mtls_log_lines_dropped_total") >= CLIENTS);
    assert_int_equal(service_stop(server), 0);
}

/*
 * Starts it with a pipe for that stream ("1", "2") that is full, and whose
 * other end is only held open.
 */
static struct service *launch_full(const char *stream,
                                   const char *const *options)
{
    static const char with_full_pipe[] =
        "mkfifo \"$0\"; eval \"exec $1<>\\\"\\$0\\\"\"; shift; "
        "dd if=/dev/zero of=\"$0\" bs=4096 count=1024 oflag=nonblock "
        "2>/dev/null; exec \"$@\"";
    char folder[PATH_SIZE], path[PATH_SIZE];
    const char *const wrapper[] = {"sh", "-c",   with_full_pipe,
                                   path, stream, NULL};

    make_folder(folder);
    join_path(path, folder, "pipe");
    return service_launch(
        &(struct service_setup){.wrapper = wrapper, .options = options});
}

BARE_TEST(a_full_pipe_for_a_log_stops_nothing)
{
    struct service *server = launch_full("2", NULL);

    service_listens(server);
    serves_and_counts(server);
}

/* Its lines are cut at some byte, and wait for nobody; then it ends. */
BARE_TEST(a_terminal_that_nobody_reads_stops_nothing)
{
    static const char with_terminal[] = "exec \"$@\" 2>\"$0\"";
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    char path[PATH_SIZE];
    struct service *server = NULL;

    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    assert_int_equal(ptsname_r(terminal, path, sizeof path), 0);
    server = service_launch(&(struct service_setup){
        .wrapper =
            (const char *const[]){"sh", "-c", with_terminal, path, NULL}});
    service_listens(server);
    for (int i = 0; i < 10 * CLIENTS; i++) {
        scoped_response struct http_response response = {0};

        (void)http_get(server, "sensor-1", "/whoami", &response);
        assert_status(&response, 200);
    }
    serves_and_counts(server);
    assert_int_equal(close(terminal), 0);
}

BARE_TEST(a_full_pipe_for_stdout_holds_up_neither_start_nor_end)
{
    static const char *const options[] = {"--status-port", "0", NULL};
    struct service *server = launch_full("1", options);

    wait_until(service_log_count(server, 0, "status on ") == 1);
    assert_int_equal(service_log_count(server, 0, "cannot write to stdout"),
                     1);
    assert_int_equal(service_stop(server), 0);
}

BARE_TEST(who_cannot_say_why_it_does_not_start_ends_all_the_same)
{
    static const char *const options[] = {"--data", "/dev/null", NULL};

    assert_int_equal(process_wait(&launch_full("2", options)->process), 1);
}

/* Where a descriptor of a stream leads to. */
static void target(const struct service *server, int descriptor,
                   char path[PATH_SIZE])
{
    char link[64];
    ssize_t length = 0;

    (void)snprintf(link, sizeof link, "/proc/%ld/fd/%d",
                   (long)server->process.pid, descriptor);
    length = readlink(link, path, PATH_SIZE - 1);
    assert_true(length > 0);
    path[length] = '\0';
}

/* Else the first file or client to come would get their numbers. */
BARE_TEST(closed_streams_are_nobody_elses)
{
    static const char *const wrapper[] = {"sh", "-c",
                                          "exec \"$0\" \"$@\" <&- 2>&-", NULL};
    struct service *server =
        service_start(&(struct service_setup){.wrapper = wrapper});
    char path[PATH_SIZE];

    target(server, STDIN_FILENO, path);
    assert_string_equal(path, "/dev/null");
    target(server, STDERR_FILENO, path);
    assert_string_equal(path, "/dev/null");
    serves_and_counts(server);
}

SUITE("contract/unread")
