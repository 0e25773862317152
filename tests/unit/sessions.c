/* SPDX-License-Identifier: MIT */
/*
 * sessions.h, with a fake TLS context: only its releases count here.
 */
#include "sessions.h"

#include <arpa/inet.h>
#include <string.h>

#include "unit.h"

/* ---- The fake neighbour ------------------------------------------------- */

struct tls_context {
    unsigned releases;
};

static struct tls_context old, new;

void tls_release(struct tls_context *context)
{
    if (context != NULL)
        context->releases++;
}

/* ---- Helpers ------------------------------------------------------------ */

static struct session *open_one(void)
{
    struct sockaddr_in client = {.sin_family = AF_INET,
                                 .sin_port = htons(4711),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct session *session = session_open((struct sockaddr *)&client);

    assert_non_null(session);
    return session;
}

/* One that is secure is in the list. */
static struct session *open_secure(const char *peer)
{
    struct identity identity = {.kind = "cn"};
    struct session *session = open_one();

    (void)snprintf(identity.name, sizeof identity.name, "%s", peer);
    session_set_identity(session, &identity);
    session_describe(session, "TLS1.3", "AES-128-GCM", true);
    session_set_state(session, SESSION_SECURE);
    return session;
}

/* The peers in the list, in its order, as in "cab". */
static const char *peers(void)
{
    static char names[64];
    json_t *list = sessions_json();

    assert_non_null(list);
    names[0] = '\0';
    for (size_t i = 0; i < json_array_size(list); i++)
        strncat(names,
                json_string_value(
                    json_object_get(json_array_get(list, i), "peer")),
                1);
    json_decref(list);
    return names;
}

/* ---- The record --------------------------------------------------------- */

TEST(a_new_one_knows_its_client_and_no_peer)
{
    struct session *session = open_one();

    assert_string_equal(session_client(session), "127.0.0.1:4711");
    assert_string_equal(session_peer(session), "");
    assert_int_equal(session_state(session), SESSION_HANDSHAKE);
    assert_int_equal(session_expiry(session), 0);
    assert_null(session_context(session));
    session_close(session);
}

TEST(a_client_of_ipv6_stands_in_brackets)
{
    struct sockaddr_in6 client = {.sin6_family = AF_INET6,
                                  .sin6_port = htons(4711),
                                  .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct session *session = session_open((struct sockaddr *)&client);

    assert_string_equal(session_client(session), "[::1]:4711");
    session_close(session);
}

TEST(an_identity_is_copied)
{
    struct session *session = open_one();
    struct identity identity = {"sensor-1", "cn", "4b4954"};

    session_set_identity(session, &identity);
    identity.name[0] = 'x';
    assert_string_equal(session_peer(session), "sensor-1");
    assert_string_equal(session_identity(session)->serial, "4b4954");
    session_close(session);
}

TEST(expiry_and_state_are_kept)
{
    struct session *session = open_one();

    session_set_expiry(session, 1234567);
    session_set_state(session, SESSION_REFUSED);
    assert_int_equal(session_expiry(session), 1234567);
    assert_int_equal(session_state(session), SESSION_REFUSED);
    session_close(session);
}

TEST(no_session_closes_too)
{
    session_close(NULL);
    assert_string_equal(peers(), "");
}

TEST(without_memory_there_is_none)
{
    struct sockaddr_in client = {.sin_family = AF_INET};

    unit_fail_nth(1);
    assert_null(session_open((struct sockaddr *)&client));
    assert_true(unit_failed());
    assert_string_equal(peers(), "");
}

/* ---- Its TLS context ---------------------------------------------------- */

TEST(a_new_context_releases_the_old_one)
{
    struct session *session = open_one();

    session_set_context(session, &old);
    assert_ptr_equal(session_context(session), &old);
    assert_int_equal(old.releases, 0);
    session_set_context(session, &new);
    assert_int_equal(old.releases, 1);
    assert_int_equal(new.releases, 0);
    session_close(session);
}

TEST(closing_releases_the_context_once)
{
    struct session *session = open_one();

    session_set_context(session, &old);
    session_close(session);
    assert_int_equal(old.releases, 1);
}

/* ---- The list ----------------------------------------------------------- */

TEST(only_secure_ones_are_listed)
{
    struct session *session = open_one();

    for (int i = SESSION_HANDSHAKE; i < SESSION_SECURE; i++) {
        session_set_state(session, (enum session_state)i);
        assert_string_equal(peers(), "");
    }
    session_close(session);
}

TEST(the_list_tells_of_a_session)
{
    struct session *session = open_secure("sensor-1");
    json_t *list = NULL;
    const json_t *first = NULL;

    session_count_request(session);
    session_count_request(session);
    list = sessions_json();
    first = json_array_get(list, 0);
    assert_int_equal(json_integer_value(json_object_get(first, "id")), 1);
    assert_string_equal(json_string_value(json_object_get(first, "peer")),
                        "sensor-1");
    assert_string_equal(json_string_value(json_object_get(first, "client")),
                        "127.0.0.1:4711");
    assert_string_equal(json_string_value(json_object_get(first, "protocol")),
                        "TLS1.3");
    assert_string_equal(json_string_value(json_object_get(first, "cipher")),
                        "AES-128-GCM");
    assert_true(json_is_true(json_object_get(first, "resumed")));
    assert_int_equal(json_integer_value(json_object_get(first, "requests")),
                     2);
    json_decref(list);
    session_close(session);
}

TEST(the_newest_is_first_and_the_closed_are_out)
{
    struct session *a = open_secure("a");
    struct session *b = open_secure("b");
    struct session *c = open_secure("c");
    struct session *d = NULL;

    assert_string_equal(peers(), "cba");
    session_close(b);
    assert_string_equal(peers(), "ca");
    d = open_secure("d");
    assert_string_equal(peers(), "dca");
    session_close(d);
    assert_string_equal(peers(), "ca");
    session_close(a);
    assert_string_equal(peers(), "c");
    session_close(c);
    assert_string_equal(peers(), "");
}

/* ---- What is left ------------------------------------------------------- */

TEST(a_closed_connection_leaves_nothing_behind)
{
    session_close(open_secure("a"));
}

TEST(one_without_handshake_leaves_nothing_behind)
{
    session_close(open_one());
}

TEST(three_closed_in_any_order_leave_nothing_behind)
{
    struct session *a = open_secure("a");
    struct session *b = open_secure("b");
    struct session *c = open_secure("c");

    session_close(b);
    session_close(c);
    session_close(a);
}

UNIT_MAIN("sessions")
