/* SPDX-License-Identifier: MIT */
/*
 * mtls-load --rate against a server that stalls once: what waited behind the
 * stall is in the percentiles, and what was never sent is counted. The
 * asserts are lower bounds, which hold on a machine of any speed. And what it
 * and the comparison say when they lack descriptors.
 */
#include "heapmeter_launch.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "listen.h"

#define LOAD HEAPMETER_BUILD "/instruments/mtls-load"

#define STALL_MS 1000
#define STEP_MS 10 /* --rate 100 */
#define STEPS 20

/* ---- The server ------------------------------------------------------ */

/* Reads one request's head; false at the end of the stream. */
static bool read_head(int fd)
{
    static const char end[] = "\r\n\r\n";
    size_t matched = 0;
    char c;

    while (matched < 4) {
        if (read(fd, &c, 1) != 1)
            return false;
        matched = c == end[matched] ? matched + 1 : c == end[0];
    }
    return true;
}

/* One connection: the first answer takes STALL_MS, the rest no time. */
static void serve(int listener)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    struct timespec stall = {STALL_MS / 1000, STALL_MS % 1000 * 1000000L};
    int fd = accept(listener, NULL, NULL);

    while (fd >= 0 && read_head(fd)) {
        while (nanosleep(&stall, &stall) != 0)
            ;
        stall = (struct timespec){0, 0};
        if (write(fd, answer, sizeof answer - 1) < 0)
            break;
    }
    _exit(0);
}

struct server {
    pid_t pid;
    unsigned port;
};

static struct server start_server(void)
{
    struct server s = {0};
    int listener = listen_somewhere(&s.port);

    assert_true(listener >= 0);
    s.pid = fork();
    assert_true(s.pid >= 0);
    if (s.pid == 0)
        serve(listener);
    assert_int_equal(close(listener), 0);
    return s;
}

/* The result as JSON, which the caller frees. */
static json_t *load(const char *options)
{
    struct server server = start_server();
    char out[8192];
    json_t *result;
    int status = shell(out, sizeof out,
                       LOAD " --mix healthz=1 --handshake keep-alive "
                            "--concurrency 1 --rate 100 --quiet --json - %s "
                            "http://127.0.0.1:%u",
                       options, server.port);

    (void)kill(server.pid, SIGKILL); /* it has ended, unless LOAD failed */
    assert_int_equal(waitpid(server.pid, NULL, 0), server.pid);
    if (status != 0)
        fail_msg("mtls-load: exit %d: %s", status, out);
    result = json_loads(out, 0, NULL);
    assert_non_null(result);
    return result;
}

static long long number(json_t *result, const char *part, const char *kind,
                        const char *name)
{
    json_t *object = json_object_get(result, part);

    if (kind != NULL)
        object = json_object_get(object, kind);
    object = json_object_get(object, name);
    if (!json_is_integer(object))
        fail_msg("no %s %s %s", part, kind != NULL ? kind : "", name);
    return json_integer_value(object);
}

#define latency(result, kind, name) number(result, "latency_us", kind, name)

/* ---- Tests ----------------------------------------------------------- */

/* The last of them was due STALL_MS - 190 ms before the stall was over. */
TEST(what_waited_behind_a_stall_is_in_the_percentiles)
{
    json_t *result = load("--count 20");
    long long least = (STALL_MS - (STEPS - 1) * STEP_MS) * 1000LL;

    assert_int_equal(latency(result, "request", "count"), STEPS);
    assert_true(latency(result, "request", "min") >= least);
    assert_true(latency(result, "request", "p50") >= least);
    assert_true(latency(result, "request", "max") >= STALL_MS * 1000);
    json_decref(result);
}

TEST(the_time_from_sending_is_there_too)
{
    json_t *result = load("--count 20");

    assert_int_equal(latency(result, "service", "count"), STEPS);
    assert_true(latency(result, "service", "max") >= STALL_MS * 1000);
    assert_true(latency(result, "service", "min") <=
                latency(result, "request", "min"));
    assert_true(latency(result, "service", "p50") <=
                latency(result, "request", "p50"));
    json_decref(result);
}

/* In 0.5 s 50 steps were due, and the only client was in the first, at most. */
TEST(what_was_due_and_never_begun_is_counted)
{
    json_t *result = load("--count 1000 --duration 0.5");
    long long begun = number(result, "steps", NULL, "total");

    assert_true(begun <= 1);
    assert_int_equal(begun + number(result, "steps", NULL, "overdue"), 50);
    json_decref(result);
}

/* The stalled request is under way, and the next one is due behind it. */
TEST(told_to_end_it_ends_the_step_under_way_and_begins_no_other)
{
    struct server server = start_server();
    char out[8192];
    json_t *result = NULL;
    /* It is told as soon as it is connected. */
    int status = shell(out, sizeof out,
                       LOAD " --mix healthz=1 --handshake keep-alive "
                            "--concurrency 1 --count 1000000 --quiet --json - "
                            "http://127.0.0.1:%d & pid=$!; until grep -qi "
                            "':%04X 0[^ ]* 01' /proc/net/tcp; do :; done; "
                            "kill -USR1 $pid; wait $pid",
                       server.port, (unsigned)server.port);

    (void)kill(server.pid, SIGKILL);
    assert_int_equal(waitpid(server.pid, NULL, 0), server.pid);
    assert_int_equal(status, 0);
    result = json_loads(out, 0, NULL);
    assert_non_null(result);
    assert_true(json_is_true(json_object_get(result, "interrupted")));
    assert_true(number(result, "steps", NULL, "total") < 1000000);
    assert_int_equal(number(result, "steps", NULL, "failed"), 0);
    assert_true(number(result, "steps", NULL, "ok") > 0);
    json_decref(result);
}

/* Of hundreds of steps that cannot connect, or a server out of them. */
TEST(too_few_descriptors_are_one_line)
{
    static const char *const commands[] = {
        LOAD " --concurrency 50 http://127.0.0.1:1",
        LOAD " --hold 50 http://127.0.0.1:1",
        "MTLS_CERTS=x MTLS_INSTRUMENTS=x " HEAPMETER_BUILD
        "/instruments/compare --build x --work x --requests 100",
    };
    char out[1024];

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        assert_int_equal(
            shell(out, sizeof out, "ulimit -n 20; %s 2>&1", commands[i]), 1);
        if (strstr(out, "ulimit -n 20: ") == NULL ||
            strchr(out, '\n') != out + strlen(out) - 1)
            fail_msg("%s", out);
    }
}

/* On a full disk, or where stdout is closed: no descriptor of its own. */
TEST(what_cannot_be_printed_is_one_line_and_no_success)
{
    static const char *const commands[] = {
        LOAD " --help >/dev/full",
        LOAD " --version >/dev/full",
        LOAD " --count 0 http://127.0.0.1:1 >/dev/full",
        LOAD " --count 0 --json - http://127.0.0.1:1 >/dev/full",
        LOAD " --count 0 http://127.0.0.1:1 <&- >&-",
        LOAD " --count 0 --json - http://127.0.0.1:1 <&- >&-",
        HEAPMETER_BUILD "/instruments/compare --help >/dev/full",
        HEAPMETER_BUILD "/instruments/compare --version <&- >&-",
    };
    char out[1024];

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        int status = shell(out, sizeof out, "{ %s; } 2>&1", commands[i]);

        if (status != 1 || strchr(out, '\n') != out + strlen(out) - 1)
            fail_msg("%s: %d, %s", commands[i], status, out);
    }
}

/* What is not lost is written. */
TEST(a_summary_that_is_lost_leaves_the_json)
{
    char out[8192];

    assert_int_equal(shell(out, sizeof out,
                           "file=$(mktemp); " LOAD
                           " --count 0 --json \"$file\" http://127.0.0.1:1 "
                           ">/dev/full 2>&1; status=$?; cat \"$file\"; "
                           "rm \"$file\"; exit $status"),
                     1);
    assert_int_equal(out[0], '{');
}

TEST_MAIN("mtls-load")
