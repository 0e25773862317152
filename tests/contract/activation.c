/* SPDX-License-Identifier: MIT */
/*
 * Contract: a socket that systemd hands over, by its protocol alone:
 * sd_listen_fds(3).
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support.h"

/* As systemd starts it, with a socket as descriptor 3; and as if with two. */
static const char *const with_three[] = {
    "sh", "-c", "export LISTEN_PID=$$; exec \"$@\" 3<&9", "sh", NULL};
static const char *const one[] = {"LISTEN_FDS=1", NULL};
static const char *const two[] = {"LISTEN_FDS=2", NULL};
static const struct service_setup handed = {.wrapper = with_three,
                                            .environment = one};

/* A socket, which the server gets by the number 9. Returns its port. */
static unsigned open_nine(bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_system_ok(descriptor);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_system_ok(bind(descriptor, (struct sockaddr *)&address, size));
    if (listens)
        assert_system_ok(listen(descriptor, 8));
    assert_system_ok(
        getsockname(descriptor, (struct sockaddr *)&address, &size));
    assert_int_equal(dup2(descriptor, 9), 9); /* without CLOEXEC */
    if (descriptor != 9)
        (void)close(descriptor);
    return ntohs(address.sin_port);
}

BARE_TEST(a_socket_that_is_handed_over_is_served_and_outlives_the_server)
{
    unsigned port = open_nine(true);

    for (int i = 0; i < 2; i++) {
        struct service *server = service_start(&handed);

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

    (void)open_nine(true);
    server = service_start(&handed);
    assert_int_equal(service_stop(server), 0);
    client = tls_open(server, &tls_sensor);
    (void)service_start(&handed);
    assert_gnutls_ok(tls_handshake(client));
    tls_close(client);
    (void)close(9);
}

static void expect_not_taken(const char *const *environment)
{
    struct service *server = service_launch(&(struct service_setup){
        .wrapper = with_three, .environment = environment});

    assert_int_equal(process_wait(&server->process), 1);
    assert_contains(service_log(server, 0), "LISTEN_FDS: not one TCP socket");
}

BARE_TEST(what_is_not_one_socket_that_listens_is_refused)
{
    (void)open_nine(false);
    expect_not_taken(one);
    (void)close(9);
    (void)open_nine(true);
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
