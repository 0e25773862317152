/* SPDX-License-Identifier: MIT */
/*
 * net.h: the text of addresses, and why a socket cannot listen.
 */
#include "process/net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit.h"

TEST(addresses_are_written_with_their_port)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(65535)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_un other = {.sun_family = AF_UNIX};
    char text[NET_ADDRESS_SIZE];

    memset(&in.sin_addr, 255, sizeof in.sin_addr);
    net_address((struct sockaddr *)&in, text);
    assert_string_equal(text, "255.255.255.255:65535");
    memset(&in6.sin6_addr, 255, sizeof in6.sin6_addr);
    net_address((struct sockaddr *)&in6, text);
    assert_string_equal(text, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:0");
    net_address((struct sockaddr *)&other, text);
    assert_string_equal(text, "?");
}

TEST(a_free_port_is_picked_and_told)
{
    char error[NET_ERROR_SIZE] = "";
    char text[NET_ADDRESS_SIZE];
    int listener = net_listen("--port", "127.0.0.1", 0, error);

    assert_true(listener >= 0);
    net_local(listener, text);
    assert_memory_equal(text, "127.0.0.1:", 10);
    assert_true(strtoul(text + 10, NULL, 10) > 0);
    assert_int_equal(close(listener), 0);
}

TEST(a_port_that_is_taken_is_refused)
{
    unsigned before = unit_descriptors();
    char error[NET_ERROR_SIZE] = "";
    char text[NET_ADDRESS_SIZE];
    int listener = net_listen("--port", "127.0.0.1", 0, error);
    unsigned port = 0;

    net_local(listener, text);
    port = (unsigned)strtoul(text + 10, NULL, 10);
    assert_int_equal(net_listen("--port", "127.0.0.1", port, error), -1);
    assert_non_null(strstr(error, "cannot listen on 127.0.0.1 port "));
    assert_non_null(strstr(error, "choose another --port, or 0"));
    assert_int_equal(close(listener), 0);
    assert_int_equal(unit_descriptors(), before);
}

TEST(an_address_that_is_none_is_refused)
{
    static const char *const addresses[] = {"localhost", "", "1.2.3.4.5",
                                            "127.0.0.1:80"};

    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        char error[NET_ERROR_SIZE] = "";

        assert_int_equal(net_listen("--port", addresses[i], 0, error), -1);
        assert_non_null(strstr(error, "not a numeric IPv4 or IPv6 address"));
    }
}

TEST(an_address_of_another_machine_is_refused)
{
    char error[NET_ERROR_SIZE] = "";

    /* TEST-NET-1 (RFC 5737): nobody has it. */
    assert_int_equal(net_listen("--port", "192.0.2.1", 0, error), -1);
    assert_non_null(strstr(error, "choose a --listen address of this"));
}

UNIT_MAIN("net")
