/* SPDX-License-Identifier: MIT */
/*
 * Contract: a socket that systemd hands over, by its protocol alone:
 * sd_listen_fds(3).
 */
#include <unistd.h>

#include "handed.h"
#include "support.h"

static const char *const two[] = {"LISTEN_FDS=2", NULL};

BARE_TEST(a_socket_that_is_handed_over_is_served_and_outlives_the_server)
{
    unsigned port = handed_open(true);

    for (int i = 0; i < 2; i++) {
        struct service *server = service_start(&handed_setup);

        assert_int_equal(server->port, port);
        assert_get(server, "sensor-1", "/healthz", 200);
        assert_int_equal(service_stop(server), 0);
    }
    (void)close(9);
}

BARE_TEST(who_connects_between_two_instances_is_served_by_the_next)
{
    struct service *server = NULL;
    struct tls_client *client = NULL;

    (void)handed_open(true);
    server = service_start(&handed_setup);
    assert_int_equal(service_stop(server), 0);
    client = tls_open(server, &tls_sensor);
    (void)service_start(&handed_setup);
    assert_gnutls_ok(tls_handshake(client));
    tls_close(client);
    (void)close(9);
}

static void expect_not_taken(const char *const *environment)
{
    struct service *server = service_launch(&(struct service_setup){
        .wrapper = handed_setup.wrapper, .environment = environment});

    assert_int_equal(process_wait(&server->process), 1);
    assert_contains(service_log(server, 0), "LISTEN_FDS: not one TCP socket");
}

BARE_TEST(what_is_not_one_socket_that_listens_is_refused)
{
    (void)handed_open(false);
    expect_not_taken(handed_setup.environment);
    (void)close(9);
    (void)handed_open(true);
    expect_not_taken(two);
    (void)close(9);
}

BARE_TEST(sockets_for_another_process_are_not_ours)
{
    static const char *const environment[] = {"LISTEN_PID=1", "LISTEN_FDS=1",
                                              NULL};
    struct service *server =
        service_start(&(struct service_setup){.environment = environment});

    assert_get(server, "sensor-1", "/healthz", 200);
}

SUITE("contract/activation")
