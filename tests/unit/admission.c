/* SPDX-License-Identifier: MIT */
/*
 * admission.h: what counts as one address, and that a place which came to
 * nothing is given back.
 */
#include "admission.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "unit.h"

static union {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
} address;

/* The fake neighbour: each connection is from the address asked for last. */
const union MHD_ConnectionInfo *
MHD_get_connection_info(struct MHD_Connection *connection,
                        enum MHD_ConnectionInfoType type, ...)
{
    static union MHD_ConnectionInfo info;

    (void)connection, (void)type;
    info.client_addr = &address.any;
    return &info;
}

static int two_places(void **state)
{
    struct options options = {.threads = 1,
                              .max_connections = 8,
                              .reserve = 64,
                              .max_per_address = 2};

    (void)state;
    (void)admission_start(&options);
    return 0;
}

static void set(const char *text)
{
    memset(&address, 0, sizeof address);
    address.any.sa_family = AF_INET;
    if (inet_pton(AF_INET, text, &address.in.sin_addr) == 1)
        return;
    address.any.sa_family = AF_INET6;
    assert_int_equal(inet_pton(AF_INET6, text, &address.in6.sin6_addr), 1);
}

static bool asks(const char *text)
{
    set(text);
    return admission_ask(NULL, &address.any, sizeof address) == MHD_YES;
}

static bool enters(const char *text)
{
    if (!asks(text))
        return false;
    admission_enter(NULL);
    return true;
}

static void leave(const char *text)
{
    set(text);
    admission_leave(NULL);
}

static int stop_all(void **state)
{
    (void)state;
    admission_stop();
    return 0;
}

CASE(a_network_of_ipv6_is_one_address, two_places, stop_all)
{
    assert_true(enters("2001:db8::1"));
    assert_true(enters("2001:db8::2:0:0:1"));
    assert_false(enters("2001:db8::3"));
    assert_true(enters("2001:db8:0:1::1"));
    leave("2001:db8::1");
    assert_true(enters("2001:db8::3"));
    leave("2001:db8::1");
    leave("2001:db8::1");
    leave("2001:db8:0:1::1");
}

/* As they come to a server that listens on [::]. */
CASE(each_ipv4_address_is_one, two_places, stop_all)
{
    static const char *const texts[] = {
        "192.0.2.1", "192.0.2.2", "::ffff:192.0.2.1", "::ffff:192.0.2.2"};

    for (size_t i = 0; i < 4; i++) {
        assert_true(enters(texts[i]));
        assert_true(enters(texts[i]));
        assert_false(enters(texts[i]));
    }
    for (size_t i = 0; i < 8; i++)
        leave(texts[i / 2]);
}

CASE(a_place_that_came_to_nothing_is_given_back, two_places, stop_all)
{
    for (int i = 0; i < 5; i++)
        assert_true(asks("192.0.2.1"));
    admission_enter(NULL);
    leave("192.0.2.1");
}

CASE(without_memory_nobody_comes_in, two_places, stop_all)
{
    unit_fail_nth(1);
    assert_false(asks("192.0.2.1"));
    assert_true(unit_failed());
    assert_true(enters("192.0.2.1"));
    leave("192.0.2.1");
}

UNIT_MAIN("admission")
