/* SPDX-License-Identifier: MIT */
/*
 * Faults: no descriptors are left, and the log's disk is full.
 */
/* prlimit(2) */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "probe/proc.h"
#include "support.h"

/* ---- Descriptors ---------------------------------------------------- */

/* From now on the server gets no descriptor more than it has. */
static rlim_t take_descriptors(const struct service *server, rlim_t to)
{
    struct rlimit before;
    struct rlimit now;

    assert_system_ok(
        prlimit(server->process.pid, RLIMIT_NOFILE, NULL, &before));
    now = before;
    now.rlim_cur = to;
    assert_system_ok(prlimit(server->process.pid, RLIMIT_NOFILE, &now, NULL));
    return before.rlim_cur;
}

BARE_TEST(without_descriptors_who_is_connected_is_served_and_others_later)
{
    struct service *server = service_start(NULL);
    struct tls_client *open = tls_connect(server, &tls_sensor);
    struct tls_client *waiting = NULL;
    rlim_t before = 0;

    service_put(server, "a.bin", "a", 1);
    assert_int_equal(ask_status(open, GET("/firmware/a.bin")), 200);
    before = take_descriptors(server, 3);
    assert_int_equal(ask_status(open, GET("/firmware/a.bin")), 503);
    assert_int_equal(ask_status(open, GET("/healthz")), 200);
    assert_contains(service_reload(server), "reload failed");
    waiting = tls_open(server, &tls_sensor); /* in the kernel's queue */
    assert_int_equal(ask_status(open, GET("/whoami")), 200);
    (void)take_descriptors(server, before);
    assert_int_equal(ask_status(open, GET("/firmware/a.bin")), 200);
    tls_close(open);
    assert_gnutls_ok(tls_handshake(waiting));
    assert_int_equal(ask_status(waiting, GET("/firmware/a.bin")), 200);
    tls_close(waiting);
    assert_contains(service_reload(server), "reloaded key");
    assert_int_equal(service_stop(server), 0);
}

/* ---- The log -------------------------------------------------------- */

static double dropped(const struct service *server)
{
    return sample(server, "mtls_log_lines_dropped_total");
}

static void expect_service(struct service *server)
{
    double before = dropped(server);

    assert_get(server, "sensor-1", "/healthz", 200);
    assert_get(server, "sensor-1", "/nowhere", 404);
    wait_until(dropped(server) > before);
}

/* /dev/full: each write says that the disk is. */
BARE_TEST(a_full_disk_loses_lines_of_the_log_and_counts_them)
{
    static const char *const wrapper[] = {
        "sh", "-c", "exec \"$@\" 2>/dev/full", "sh", NULL};
    struct service *server =
        service_start(&(struct service_setup){.wrapper = wrapper});

    expect_service(server);
    service_signal(server, SIGHUP);
    expect_service(server);
    assert_int_equal(service_stop(server), 0);
}

static void make_room(const struct service *server)
{
    struct rlimit limit;

    assert_system_ok(prlimit(server->process.pid, RLIMIT_FSIZE, NULL, &limit));
    limit.rlim_cur = limit.rlim_max;
    assert_system_ok(prlimit(server->process.pid, RLIMIT_FSIZE, &limit, NULL));
}

/* A limit on the file's size: the kernel sends SIGXFSZ, too (setrlimit(2)). */
BARE_TEST(a_log_at_its_limit_goes_on_when_there_is_room_again)
{
    static const char *const wrapper[] = {
        "sh", "-c", "ulimit -S -f 2; exec \"$@\"", "sh", NULL};
    struct service *server =
        service_start(&(struct service_setup){.wrapper = wrapper});

    while (dropped(server) == 0)
        assert_get(server, "sensor-1", "/nowhere", 404);
    expect_service(server);
    make_room(server);
    assert_get(server, "sensor-1", "/healthz", 200);
    (void)service_log_wait(server, 0, "lines could not be written");
    /* What is left of a line cut short is a line: none stands on it. */
    assert_int_equal(service_log_count(server, 0, ".20..-..-..T..:..:..Z "),
                     0);
    assert_int_equal(service_stop(server), 0);
}

SUITE("faults/scarcity")
