/* SPDX-License-Identifier: MIT */
/*
 * A client for thousands of connections: from connecting to its end.
 */
#include "visitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "probe.h"
#include "visitor_private.h"

static SLIST_HEAD(visitor_list,
                  visitor) visitors = SLIST_HEAD_INITIALIZER(visitors);

/* ---- Shared credentials ------------------------------------------------ */

struct identity {
    SLIST_ENTRY(identity) entry;
    const char *name; /* a literal of the caller's, or NULL */
    gnutls_certificate_credentials_t credentials;
};

static SLIST_HEAD(identity_list,
                  identity) identities = SLIST_HEAD_INITIALIZER(identities);

static gnutls_certificate_credentials_t credentials_of(const char *name)
{
    struct identity *identity = NULL;

    SLIST_FOREACH (identity, &identities, entry) {
        if (name == identity->name || (name != NULL && identity->name &&
                                       strcmp(name, identity->name) == 0))
            return identity->credentials;
    }
    identity = calloc(1, sizeof *identity);
    if (identity == NULL)
        fail_because("out of memory");
    identity->name = name;
    identity->credentials = cert_credentials(name);
    SLIST_INSERT_HEAD(&identities, identity, entry);
    return identity->credentials;
}

void visitors_free_credentials(void)
{
    while (!SLIST_EMPTY(&identities)) {
        struct identity *identity = SLIST_FIRST(&identities);

        SLIST_REMOVE_HEAD(&identities, entry);
        gnutls_certificate_free_credentials(identity->credentials);
        free(identity);
    }
}

/* ---- Connect ----------------------------------------------------------- */

static void set_options(int descriptor, int buffer)
{
    struct timeval patient = {.tv_sec = (time_t)patience()};
    int on = 1;

    assert_system_ok(setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patient,
                                sizeof patient));
    /* Without it a second small write waits for a delayed ACK. */
    assert_system_ok(
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    if (buffer > 0)
        assert_system_ok(setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer,
                                    sizeof buffer));
}

static struct visitor *connect_from(const struct service *server,
                                    in_addr_t from, int buffer)
{
    struct sockaddr_in loopback = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)server->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const struct sockaddr *address = (const struct sockaddr *)&loopback;
    socklen_t size = sizeof loopback;
    struct sockaddr_in ours = {.sin_family = AF_INET};
    struct visitor *visitor = calloc(1, sizeof *visitor);

    if (visitor == NULL)
        fail_because("out of memory");
    if (server->address_size > 0) {
        address = (const struct sockaddr *)&server->address;
        size = server->address_size;
    }
    visitor->name = server->name;
    visitor->socket = socket(address->sa_family, SOCK_STREAM, 0);
    SLIST_INSERT_HEAD(&visitors, visitor, entry);
    assert_system_ok(visitor->socket);
    set_options(visitor->socket, buffer);
    ours.sin_addr.s_addr = from;
    if (from != htonl(INADDR_ANY))
        assert_system_ok(
            bind(visitor->socket, (struct sockaddr *)&ours, sizeof ours));
    if (connect(visitor->socket, address, size) < 0)
        fail_because("the server takes no connection: %s", strerror(errno));
    return visitor;
}

struct visitor *visitor_connect(const struct service *server, int buffer)
{
    return connect_from(server, htonl(INADDR_ANY), buffer);
}

struct visitor *visitor_connect_from(const struct service *server,
                                     const char *address)
{
    return connect_from(server, inet_addr(address), 0);
}

/* ---- Handshake --------------------------------------------------------- */

static void begin_session(struct visitor *visitor,
                          gnutls_certificate_credentials_t credentials,
                          const char *priorities)
{
    /* FORCE: a certificate of an issuer that the server does not ask for. */
    assert_gnutls_ok(gnutls_init(&visitor->tls, GNUTLS_CLIENT |
                                                    GNUTLS_NO_SIGNAL |
                                                    GNUTLS_FORCE_CLIENT_CERT));
    assert_gnutls_ok(
        gnutls_priority_set_direct(visitor->tls, priorities, NULL));
    assert_gnutls_ok(gnutls_credentials_set(
        visitor->tls, GNUTLS_CRD_CERTIFICATE, credentials));
    if (visitor->name != NULL)
        assert_gnutls_ok(gnutls_server_name_set(visitor->tls, GNUTLS_NAME_DNS,
                                                visitor->name,
                                                strlen(visitor->name)));
    gnutls_transport_set_int(visitor->tls, visitor->socket);
    /* The server's certificate is for the contract tests to verify. */
}

static int shake_hands(struct visitor *visitor)
{
    struct deadline deadline = deadline_start();
    int code = 0;

    do {
        code = gnutls_handshake(visitor->tls);
        /* AGAIN: of SO_RCVTIMEO, but GnuTLS has reasons of its own, too. */
        if (code == GNUTLS_E_AGAIN && deadline_left(&deadline) == 0) {
            patience_ran_out();
            fail_because("the server does not go on with the handshake");
        }
    } while (code < 0 && !gnutls_error_is_fatal(code));
    visitor->secure = code == 0;
    return code;
}

static const char *priorities_of(int minor)
{
    return minor == 2 ? TLS_1_2 : TLS_1_3;
}

int visitor_handshake_with(struct visitor *visitor,
                           gnutls_certificate_credentials_t credentials,
                           const char *priorities)
{
    begin_session(visitor,
                  credentials != NULL ? credentials
                                      : credentials_of("sensor-1"),
                  priorities);
    return shake_hands(visitor);
}

int visitor_handshake(struct visitor *visitor, const char *certificate,
                      int minor, const gnutls_datum_t *ticket)
{
    begin_session(visitor, credentials_of(certificate), priorities_of(minor));
    if (ticket != NULL && ticket->size > 0)
        assert_gnutls_ok(
            gnutls_session_set_data(visitor->tls, ticket->data, ticket->size));
    return shake_hands(visitor);
}

struct visitor *visitor_enter(const struct service *server,
                              const char *certificate, int minor)
{
    struct visitor *visitor = visitor_connect(server, 0);

    assert_gnutls_ok(visitor_handshake(visitor, certificate, minor, NULL));
    return visitor;
}

/* The first flight of a client is one record: its ClientHello. */
static ssize_t push(gnutls_transport_ptr_t object, const void *data,
                    size_t size)
{
    struct visitor *visitor = object;

    if (visitor->cut == CUT_NOWHERE)
        return send(visitor->socket, data, size, MSG_NOSIGNAL);
    if (visitor->flights++ == 0) {
        if (visitor->cut == CUT_IN_HELLO)
            size /= 2;
        return send(visitor->socket, data, size, MSG_NOSIGNAL);
    }
    gnutls_transport_set_errno(visitor->tls, EPIPE);
    return -1;
}

static ssize_t pull(gnutls_transport_ptr_t object, void *data, size_t size)
{
    struct visitor *visitor = object;

    if (visitor->cut == CUT_AFTER_FLIGHT)
        return recv(visitor->socket, data, size, 0);
    gnutls_transport_set_errno(visitor->tls, ECONNRESET);
    return -1;
}

static int pull_timeout(gnutls_transport_ptr_t object, unsigned milliseconds)
{
    (void)object, (void)milliseconds;
    return 1; /* pull() waits, or fails */
}

void visitor_break_off(struct visitor *visitor, const char *certificate,
                       int minor, enum visitor_cut cut)
{
    begin_session(visitor, credentials_of(certificate), priorities_of(minor));
    visitor->cut = cut;
    gnutls_transport_set_ptr(visitor->tls, visitor);
    gnutls_transport_set_push_function(visitor->tls, push);
    gnutls_transport_set_pull_function(visitor->tls, pull);
    gnutls_transport_set_pull_timeout_function(visitor->tls, pull_timeout);
    if (shake_hands(visitor) == 0)
        fail_because("a handshake that was broken off succeeded");
    if (cut == CUT_AFTER_FLIGHT && visitor->flights < 2)
        fail_because("the server's flight did not come");
}

/* ---- Ends -------------------------------------------------------------- */

static void forget(struct visitor *visitor)
{
    SLIST_REMOVE(&visitors, visitor, visitor, entry);
    if (visitor->socket >= 0)
        (void)close(visitor->socket); /* nothing is under way any more */
    if (visitor->tls != NULL)
        gnutls_deinit(visitor->tls);
    free(visitor);
}

void visitor_end(struct visitor *visitor)
{
    char unread[16384];
    ssize_t got = 0;

    (void)shutdown(visitor->socket, SHUT_WR); /* it may have gone before us */
    do {
        got = recv(visitor->socket, unread, sizeof unread, 0);
    } while (got > 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        patience_ran_out();
        fail_because("the server does not end a connection whose client has");
    }
    forget(visitor); /* else its end has come, by a reset too */
}

void visitor_leave(struct visitor *visitor)
{
    (void)gnutls_bye(visitor->tls, GNUTLS_SHUT_WR); /* as in visitor_end() */
    visitor_end(visitor);
}

void visitor_reset(struct visitor *visitor)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0}; /* socket(7) */

    assert_system_ok(setsockopt(visitor->socket, SOL_SOCKET, SO_LINGER,
                                &at_once, sizeof at_once));
    forget(visitor);
}

void visitors_close_all(void)
{
    while (!SLIST_EMPTY(&visitors))
        forget(SLIST_FIRST(&visitors));
}
