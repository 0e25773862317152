/* SPDX-License-Identifier: MIT */
/*
 * A client on GnuTLS itself: connection and handshake.
 */
#include "tls_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "certs.h"
#include "failure.h"
#include "tls_private.h"

/* ---- Any bytes as a certificate -------------------------------------- */

/*
 * GnuTLS sends the bytes of a pcert as they are, and looks at its public key
 * only to choose an algorithm: so they need not even parse.
 */
static int choose_forged(gnutls_session_t session,
                         const gnutls_datum_t *issuers, int issuer_count,
                         const gnutls_pk_algorithm_t *algorithms,
                         int algorithm_count, gnutls_pcert_st **chain,
                         unsigned *length, gnutls_privkey_t *key)
{
    struct tls_client *client = gnutls_session_get_ptr(session);

    (void)issuers, (void)issuer_count, (void)algorithms;
    (void)algorithm_count;
    *chain = client->forged;
    *length = client->forged_count;
    *key = client->key;
    return 0;
}

static void forge(struct tls_client *client, const struct tls_setup *setup)
{
    gnutls_pcert_st *first = &client->forged[0];
    gnutls_datum_t pem = {NULL, 0};
    char path[PATH_SIZE];

    key_path(path, "sensor-1");
    pem = read_pem(path);
    assert_gnutls_ok(gnutls_privkey_init(&client->key));
    assert_gnutls_ok(gnutls_privkey_import_x509_raw(
        client->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0));
    free(pem.data);
    first->type = GNUTLS_CRT_X509;
    first->cert = *setup->der;
    assert_gnutls_ok(gnutls_pubkey_init(&first->pubkey));
    assert_gnutls_ok(
        gnutls_pubkey_import_privkey(first->pubkey, client->key, 0, 0));
    client->forged_count = 1;
    for (unsigned i = 0; setup->issuer != NULL && i <= setup->repeated; i++)
        client->forged[client->forged_count++] =
            (gnutls_pcert_st){.type = GNUTLS_CRT_X509, .cert = *setup->issuer};
    gnutls_certificate_set_retrieve_function2(client->credentials,
                                              choose_forged);
}

/* ---- Open and close -------------------------------------------------- */

static int open_socket(const struct service *server,
                       const struct tls_setup *setup)
{
    struct sockaddr_in loopback = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)server->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const struct sockaddr *address = (const struct sockaddr *)&loopback;
    socklen_t size = sizeof loopback;
    int on = 1;
    int descriptor = -1;

    if (server->address_size > 0) {
        address = (const struct sockaddr *)&server->address;
        size = server->address_size;
    }
    descriptor = socket(address->sa_family, SOCK_STREAM, 0);
    assert_system_ok(descriptor);
    if (setup->seconds > 0)
        assert_system_ok(
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO,
                       &(struct timeval){.tv_sec = setup->seconds},
                       sizeof(struct timeval)));
    if (setup->receive_buffer > 0)
        assert_system_ok(setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF,
                                    &setup->receive_buffer,
                                    sizeof setup->receive_buffer));
    /* Without it a second small write waits for a delayed ACK. */
    assert_system_ok(
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    if (connect(descriptor, address, size) < 0)
        fail_because("the server takes no connection: %s", strerror(errno));
    return descriptor;
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

    assert_gnutls_ok(gnutls_init(session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL |
                                              GNUTLS_FORCE_CLIENT_CERT));
    gnutls_session_set_ptr(*session, client);
    if (setup->priorities != NULL)
        assert_gnutls_ok(
            gnutls_priority_set_direct(*session, setup->priorities, NULL));
    else
        assert_gnutls_ok(gnutls_set_default_priority(*session));
    assert_gnutls_ok(gnutls_credentials_set(*session, GNUTLS_CRD_CERTIFICATE,
                                            setup->credentials != NULL
                                                ? setup->credentials
                                                : client->credentials));
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

struct tls_client *tls_open(const struct service *server,
                            const struct tls_setup *setup)
{
    struct tls_client *client = calloc(1, sizeof *client);

    if (client == NULL)
        fail_because("out of memory");
    client->socket = open_socket(server, setup);
    if (setup->credentials == NULL)
        client->credentials = cert_credentials(setup->certificate);
    if (setup->der != NULL)
        forge(client, setup);
    make_session(client, server, setup);
    return client;
}

void tls_close(struct tls_client *client)
{
    if (client == NULL)
        return;
    (void)close(client->socket);
    gnutls_deinit(client->session);
    if (client->credentials != NULL)
        gnutls_certificate_free_credentials(client->credentials);
    /* forged[].cert is the caller's */
    gnutls_pubkey_deinit(client->forged[0].pubkey);
    gnutls_privkey_deinit(client->key);
    free(client);
}

void tls_bye(struct tls_client *client)
{
    (void)gnutls_bye(client->session, GNUTLS_SHUT_WR); /* it may be gone */
    tls_close(client);
}

void tls_cleanup(struct tls_client **client)
{
    tls_close(*client);
}

int tls_socket(const struct tls_client *client)
{
    return client->socket;
}

gnutls_session_t tls_library(const struct tls_client *client)
{
    return client->session;
}

/* ---- Handshake ------------------------------------------------------- */

int tls_handshake(struct tls_client *client)
{
    int code = 0;

    do {
        code = gnutls_handshake(client->session);
    } while (code < 0 && !gnutls_error_is_fatal(code));
    if (code == GNUTLS_E_TIMEDOUT && !client->may_wait_in_vain) {
        patience_ran_out();
        fail_because("the server does not go on with the handshake");
    }
    return code;
}

struct tls_client *tls_connect(const struct service *server,
                               const struct tls_setup *setup)
{
    struct tls_client *client = tls_open(server, setup);

    assert_gnutls_ok(tls_handshake(client));
    return client;
}

struct tls_client *tls_try(const struct service *server,
                           const struct tls_setup *setup)
{
    struct tls_client *client = tls_open(server, setup);

    if (tls_handshake(client) >= 0)
        return client;
    tls_close(client);
    return NULL;
}

/* Lets `allowed` bytes through, and then nothing. */
static ssize_t push_part(gnutls_transport_ptr_t object, const void *data,
                         size_t size)
{
    struct tls_client *client = object;

    client->pushed += size;
    if (client->allowed == 0) {
        gnutls_transport_set_errno(client->session, EPIPE);
        return -1;
    }
    if (size > client->allowed)
        size = client->allowed;
    client->allowed -= size;
    return send(client->socket, data, size, MSG_NOSIGNAL);
}

static ssize_t pull(gnutls_transport_ptr_t object, void *data, size_t size)
{
    return recv(((struct tls_client *)object)->socket, data, size, 0);
}

static int pull_timeout(gnutls_transport_ptr_t object, unsigned milliseconds)
{
    int descriptor = ((struct tls_client *)object)->socket;

    return gnutls_system_recv_timeout(
        (gnutls_transport_ptr_t)(intptr_t)descriptor, milliseconds);
}

void tls_handshake_part(struct tls_client *client, size_t size)
{
    client->allowed = size;
    gnutls_transport_set_ptr(client->session, client);
    gnutls_transport_set_push_function(client->session, push_part);
    gnutls_transport_set_pull_function(client->session, pull);
    gnutls_transport_set_pull_timeout_function(client->session, pull_timeout);
    if (tls_handshake(client) >= 0)
        fail_because("a handshake of less than %zu bytes", size);
}

size_t tls_hello_size(const struct service *server,
                      const struct tls_setup *setup)
{
    scoped_tls struct tls_client *client = tls_open(server, setup);

    tls_handshake_part(client, 0);
    return client->pushed;
}
