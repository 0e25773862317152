/* SPDX-License-Identifier: MIT */
/*
 * Contract: a log that nobody reads, or that is not there, is lost and
 * counted, and costs no client anything.
 */
#include <stdio.h>
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
 * Makes "$0" a pipe for stderr that is full, and whose other end is only held
 * open.
 */
static const char with_full_pipe[] =
    "mkfifo \"$0\"; exec 2<>\"$0\"; "
    "dd if=/dev/zero of=\"$0\" bs=4096 count=1024 oflag=nonblock 2>/dev/null; "
    "exec \"$@\"";

BARE_TEST(a_full_pipe_for_a_log_stops_nothing)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    const char *const wrapper[] = {"sh", "-c", with_full_pipe, path, NULL};

    make_folder(folder);
    join_path(path, folder, "log");
    serves_and_counts(
        service_start(&(struct service_setup){.wrapper = wrapper}));
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
