/* SPDX-License-Identifier: MIT */
/*
 * Contract: what else keeps the server from starting: address, port, data
 * folder. And what is only worth a warning.
 */
#include <stdio.h>
#include <unistd.h>

#include "probe/address.h"
#include "probe/client_name.h"
#include "probe/far.h"
#include "support.h"

SERVER_TEST(a_port_that_is_taken_is_named)
{
    const struct service *server = *state;
    char port[16];

    (void)snprintf(port, sizeof port, "%u", server->port);
    assert_refuses_option("--port", port, port);
    assert_refuses_option("--port", port, "--port"); /* the remedy */
}

BARE_TEST(a_bad_address_is_named)
{
    assert_refuses_option("--listen", "localhost", "localhost");
    assert_refuses_option("--listen", "300.1.1.1", "300.1.1.1");
    assert_refuses_option("--listen", "", "--listen");
    assert_refuses_option("--listen", "192.0.2.1",
                          "192.0.2.1"); /* RFC 5737: nobody's */
}

BARE_TEST(a_bad_data_folder_is_named)
{
    char folder[PATH_SIZE], path[PATH_SIZE], cert[PATH_SIZE];

    cert_path(cert, "server");
    make_folder(folder);
    join_path(path, folder, "nowhere");
    assert_refuses_option("--data", path, path);
    assert_refuses_option("--data", cert, "--data");
    assert_refuses_option("--data", "", "--data");
}

BARE_TEST(a_closed_stdout_is_only_a_warning)
{
    static const char *const wrapper[] = {"sh", "-c", "exec \"$0\" \"$@\" >&-",
                                          NULL};
    struct service *server =
        service_launch(&(struct service_setup){.wrapper = wrapper});

    (void)service_log_wait(server, 0, "warning cannot write to stdout");
    assert_int_equal(service_stop(server), 0);
}

BARE_TEST(too_many_connections_are_lowered_with_a_warning)
{
    static const char *const wrapper[] = {
        "sh", "-c", "ulimit -n 256; exec \"$0\" \"$@\"", NULL};
    static const char *const options[] = {"--max-connections", "5000", NULL};
    struct service *server = service_start(
        &(struct service_setup){.wrapper = wrapper, .options = options});

    (void)service_log_wait(server, 0,
                           "warning --max-connections lowered from 5000 to "
                           "[0-9]+:.*ulimit -n");
    assert_get(server, "sensor-1", "/healthz", 200);
}

BARE_TEST(the_other_loopback_address_is_served_too)
{
    static const char *const options[] = {"--listen", "::1", NULL};
    struct service *server = NULL;

    if (!address_is_here("::1"))
        skip_because("this machine has no IPv6");
    server = service_start(&(struct service_setup){.options = options});
    assert_contains(server->url, "https://[::1]:");
    assert_get(server, "sensor-1", "/healthz", 200);
}

BARE_TEST(a_client_of_ipv6_is_named_whole)
{
    if (!address_is_here("::1"))
        skip_because("this machine has no IPv6");
    assert_true(client_is_named("::1"));
}

static bool far_client_is_named(void)
{
    return client_is_named(FAR_ADDRESS);
}

BARE_TEST(an_address_of_39_characters_is_named_whole)
{
    enum far far = FAR_FORBIDDEN;

    if (!address_is_here("::1"))
        skip_because("this machine has no IPv6");
    far = far_look(far_client_is_named);
    if (far == FAR_FORBIDDEN)
        skip_because("no network of its own is allowed here");
    assert_int_equal(far, FAR_WELL);
}

SUITE("contract/listening")
