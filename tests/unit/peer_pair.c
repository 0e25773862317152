/* SPDX-License-Identifier: MIT */
#include "peer_pair.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process/metrics.h"
#include "tls/verdict.h"
#include "unit.h"

static char error[TLS_ERROR_SIZE];

static const char *cert_path(char path[512], const char *name)
{
    const char *folder = getenv("MTLS_CERTS");

    assert_non_null(folder);
    (void)snprintf(path, 512, "%s/%s.pem", folder, name);
    if (access(path, R_OK) != 0)
        (void)snprintf(path, 512, "%s/unexpected/%s.pem", folder, name);
    return path;
}

/* The shared context, trusting that CA. */
void trust(const char *ca_name, const char *crl_name)
{
    char cert[512], key[512], ca[512], crl[512];
    const struct options options = {
        .cert = cert_path(cert, "server"),
        .key = cert_path(key, "server-key"),
        .ca = cert_path(ca, ca_name),
        .crl = crl_name != NULL ? cert_path(crl, crl_name) : NULL,
    };
    struct tls_context *context = tls_load(&options, error);

    if (context == NULL)
        fail_msg("%s", error);
    tls_install(context);
}

/*
 * Not in a set-up: cmocka remembers the last block that was there before the
 * test, which a reload in the test would free.
 */
void trust_ours(void)
{
    static const char *const none[] = {"unknown", NULL};

    metrics_start(none, verdict_reasons);
    trust("ca", "crl");
}

void trust_none(void)
{
    tls_install(NULL);
}

/* ---- A connection ------------------------------------------------------- */

static void set_up(gnutls_session_t *tls, unsigned flags, int end)
{
    assert_int_equal(gnutls_init(tls, flags | GNUTLS_NONBLOCK), 0);
    assert_int_equal(gnutls_priority_set_direct(*tls, TLS_PRIORITIES, NULL),
                     0);
    gnutls_transport_set_int(*tls, end);
}

static void connect_client(struct pair *pair, const char *name)
{
    char cert[512], key[512], key_name[64];

    assert_int_equal(
        gnutls_certificate_allocate_credentials(&pair->credentials), 0);
    if (name != NULL) {
        (void)snprintf(key_name, sizeof key_name, "%s-key", name);
        assert_true(gnutls_certificate_set_x509_key_file(
                        pair->credentials, cert_path(cert, name),
                        cert_path(key, key_name), GNUTLS_X509_FMT_PEM) >= 0);
    }
    /* The test's own priorities let it sign with a weak key too. */
    assert_int_equal(gnutls_init(&pair->client, GNUTLS_CLIENT |
                                                    GNUTLS_NONBLOCK |
                                                    GNUTLS_FORCE_CLIENT_CERT),
                     0);
    assert_int_equal(
        gnutls_priority_set_direct(pair->client, "NORMAL:%PROFILE_LOW", NULL),
        0);
    gnutls_transport_set_int(pair->client, pair->ends[1]);
    assert_int_equal(gnutls_credentials_set(pair->client,
                                            GNUTLS_CRD_CERTIFICATE,
                                            pair->credentials),
                     0);
}

void open_pair(struct pair *pair, const char *client)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    assert_int_equal(socketpair(AF_UNIX,
                                SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
                                pair->ends),
                     0);
    set_up(&pair->server, GNUTLS_SERVER, pair->ends[0]);
    connect_client(pair, client);
    pair->session = session_open((struct sockaddr *)&address);
    assert_non_null(pair->session);
}

/* As server.c does it: the TLS session goes first. */
void close_pair(struct pair *pair)
{
    gnutls_deinit(pair->server);
    gnutls_deinit(pair->client);
    gnutls_certificate_free_credentials(pair->credentials);
    (void)close(pair->ends[0]);
    (void)close(pair->ends[1]);
    peer_leave(pair->session);
    session_close(pair->session);
}

/* Both ends in turn, until the server's is done; its code. */
int handshake(struct pair *pair)
{
    int code = GNUTLS_E_AGAIN;

    for (int i = 0; i < 100 && code < 0 && !gnutls_error_is_fatal(code); i++) {
        (void)gnutls_handshake(pair->client); /* the server's code counts */
        code = gnutls_handshake(pair->server);
    }
    return code;
}

/* A client from its connection to its end; the handshake's code. */
int visit(const char *client)
{
    struct pair pair = {0};
    int code = 0;

    open_pair(&pair, client);
    assert_true(peer_meet(pair.session, pair.server) >= 0);
    code = handshake(&pair);
    close_pair(&pair);
    return code;
}
