/* SPDX-License-Identifier: MIT */
/*
 * The client: from connecting to its end.
 */
#include "tls_client.h"

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

#include "failure.h"
#include "tls_private.h"

const char *const tls_versions[2] = {TLS_1_2, TLS_1_3};
const struct tls_setup tls_sensor = {.certificate = "sensor-1"};

static LIST_HEAD(client_list,
                 tls_client) clients = LIST_HEAD_INITIALIZER(clients);

/* ---- Open ------------------------------------------------------------ */

static void set_options(int descriptor, const struct tls_setup *setup)
{
    const struct timeval wait = {.tv_sec = setup->seconds};
    const struct sockaddr_in ours = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = setup->from != NULL ? inet_addr(setup->from) : 0,
    };
    int on = 1;

    if (setup->seconds > 0)
        assert_system_ok(setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait,
                                    sizeof wait));
    if (setup->receive_buffer > 0)
        assert_system_ok(setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF,
                                    &setup->receive_buffer,
                                    sizeof setup->receive_buffer));
    if (setup->segment > 0)
        assert_system_ok(setsockopt(descriptor, IPPROTO_TCP, TCP_MAXSEG,
                                    &setup->segment, sizeof setup->segment));
    /* Without it a second small write waits for a delayed ACK. */
    assert_system_ok(
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    if (setup->from != NULL)
        assert_system_ok(
            bind(descriptor, (const struct sockaddr *)&ours, sizeof ours));
}

/* 0, or -1 with errno. */
static int connect_to(struct tls_client *client, const struct service *server,
                      const struct tls_setup *setup)
{
    struct sockaddr_in loopback = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)server->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const struct sockaddr *address = (const struct sockaddr *)&loopback;
    socklen_t size = sizeof loopback;

    if (server->address_size > 0) {
        address = (const struct sockaddr *)&server->address;
        size = server->address_size;
    }
    client->socket = socket(address->sa_family, SOCK_STREAM, 0);
    assert_system_ok(client->socket);
    set_options(client->socket, setup);
    return connect(client->socket, address, size);
}

static void set_waits(struct tls_client *client, const struct tls_setup *setup)
{
    client->may_wait_in_vain = setup->seconds > 0;
    client->wait =
        1000 * (client->may_wait_in_vain ? setup->seconds : patience());
    client->most = setup->most_bytes > 0 ? setup->most_bytes : SIZE_MAX;
    gnutls_handshake_set_timeout(client->session, client->wait);
    gnutls_record_set_timeout(client->session, client->wait);
}

static void make_session(struct tls_client *client,
                         const struct service *server,
                         const struct tls_setup *setup)
{
    gnutls_session_t *session = &client->session;

    /* FORCE: a certificate of an issuer that the server does not ask for. */
    assert_gnutls_ok(gnutls_init(session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL |
                                              GNUTLS_FORCE_CLIENT_CERT));
    gnutls_session_set_ptr(*session, client);
    if (setup->priorities != NULL)
        assert_gnutls_ok(
            gnutls_priority_set_direct(*session, setup->priorities, NULL));
    else
        assert_gnutls_ok(gnutls_set_default_priority(*session));
    assert_gnutls_ok(gnutls_credentials_set(*session, GNUTLS_CRD_CERTIFICATE,
                                            tls_identity(client, setup)));
    if (server->name != NULL)
        assert_gnutls_ok(gnutls_server_name_set(
            *session, GNUTLS_NAME_DNS, server->name, strlen(server->name)));
    if (!setup->any_server)
        gnutls_session_set_verify_cert(*session, NULL, 0);
    if (setup->resume != NULL && setup->resume->size > 0)
        assert_gnutls_ok(gnutls_session_set_data(*session, setup->resume->data,
                                                 setup->resume->size));
    gnutls_transport_set_int(*session, client->socket);
    set_waits(client, setup);
}

struct tls_client *tls_reach(const struct service *server,
                             const struct tls_setup *setup)
{
    struct tls_client *client = calloc(1, sizeof *client);

    if (client == NULL)
        fail_because("out of memory");
    client->socket = -1;
    LIST_INSERT_HEAD(&clients, client, entry);
    client->waits_for_no_end = server->never_ends;
    if (connect_to(client, server, setup) < 0) {
        int error = errno;

        tls_close(client);
        errno = error;
        return NULL;
    }
    make_session(client, server, setup);
    return client;
}

struct tls_client *tls_open(const struct service *server,
                            const struct tls_setup *setup)
{
    struct tls_client *client = tls_reach(server, setup);

    if (client == NULL)
        fail_because("the server takes no connection: %s", strerror(errno));
    return client;
}

struct tls_setup tls_as(const char *certificate, int minor)
{
    return (struct tls_setup){
        .certificate = certificate,
        .priorities = minor == 2 ? TLS_1_2 : TLS_1_3,
        .any_server = true,
    };
}

int tls_socket(const struct tls_client *client)
{
    return client->socket;
}

int tls_wait(const struct tls_client *client, unsigned milliseconds)
{
    return gnutls_system_recv_timeout(
        (gnutls_transport_ptr_t)(intptr_t)client->socket, milliseconds);
}

gnutls_session_t tls_library(const struct tls_client *client)
{
    return client->session;
}

/* ---- Ends ------------------------------------------------------------ */

void tls_close(struct tls_client *client)
{
    if (client == NULL)
        return;
    LIST_REMOVE(client, entry);
    if (client->socket >= 0)
        (void)close(client->socket); /* nothing is under way any more */
    gnutls_deinit(client->session);
    if (client->own != NULL)
        gnutls_certificate_free_credentials(client->own);
    /* forged[].cert is the caller's */
    gnutls_pubkey_deinit(client->forged[0].pubkey);
    gnutls_privkey_deinit(client->key);
    free(client);
}

void tls_cleanup(struct tls_client **client)
{
    tls_close(*client);
}

void tls_close_all(void)
{
    struct tls_client *next = NULL;

    for (struct tls_client *client = LIST_FIRST(&clients); client != NULL;
         client = next) {
        next = LIST_NEXT(client, entry);
        tls_close(client);
    }
}

void tls_bye(struct tls_client *client)
{
    (void)gnutls_bye(client->session, GNUTLS_SHUT_WR); /* it may be gone */
    tls_close(client);
}

bool tls_ends_within(struct tls_client *client, unsigned milliseconds)
{
    char unread[16384];
    ssize_t got = 1;

    (void)shutdown(client->socket, SHUT_WR); /* it may have gone before us */
    while (got > 0) {
        if (tls_wait(client, milliseconds) == 0)
            return false;
        got = recv(client->socket, unread, sizeof unread, 0);
    }
    return true; /* by a reset, too */
}

void tls_end(struct tls_client *client)
{
    unsigned wait = client->waits_for_no_end ? 0 : client->wait;

    if (!tls_ends_within(client, wait) && !client->waits_for_no_end) {
        patience_ran_out();
        fail_because("the server does not end a connection whose client has");
    }
    tls_close(client);
}

void tls_leave(struct tls_client *client)
{
    (void)gnutls_bye(client->session, GNUTLS_SHUT_WR); /* as in tls_end() */
    tls_end(client);
}

void tls_reset(struct tls_client *client)
{
    const struct linger at_once = {.l_onoff = 1,
                                   .l_linger = 0}; /* socket(7) */

    assert_system_ok(setsockopt(client->socket, SOL_SOCKET, SO_LINGER,
                                &at_once, sizeof at_once));
    tls_close(client);
}
