/* SPDX-License-Identifier: MIT */
/*
 * The life of a connection. How bytes get on the wire is in transport.c.
 */
#include "client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failure.h"
#include "net.h"
#include "transport.h"

/* ---- Opening ---------------------------------------------------------- */

void client_init(struct client *client)
{
    memset(client, 0, sizeof *client);
    client->fd = -1;
}

static enum failure failure_of(int problem)
{
    switch (problem) {
    case ECONNREFUSED:
        return FAILURE_NO_SERVER;
    case ECANCELED:
        return FAILURE_STOPPED;
    case ETIMEDOUT:
        return FAILURE_TIMEOUT;
    case ECONNRESET:
    case EPIPE:
        return FAILURE_CLOSED;
    default:
        return FAILURE_OTHER;
    }
}

int client_connect(struct client *client, const struct client_setup *setup)
{
    client_init(client);
    client->target = setup->target;
    client->deadline_us = setup->deadline_us;
    client->cut = setup->cut;
    client->fd = net_connect(setup->target->addresses, setup->rcvbuf,
                             setup->deadline_us);
    if (client->fd < 0) {
        client_fail(client, failure_of(-client->fd), "connect",
                    strerror(-client->fd));
        client->fd = -1;
        return -1;
    }
    return 0;
}

/*
 * Stops right before our second flight: the server's is complete with
 * ServerHelloDone (RFC 5246, 7.3) or with its Finished (RFC 8446, 2).
 */
static int after_server_flight(gnutls_session_t session, unsigned type,
                               unsigned when, unsigned incoming,
                               const gnutls_datum_t *message)
{
    struct client *client = gnutls_session_get_ptr(session);

    (void)when;
    (void)message;
    if (client->cut == CUT_AFTER_SERVER_FLIGHT && incoming != 0 &&
        (type == GNUTLS_HANDSHAKE_SERVER_HELLO_DONE ||
         type == GNUTLS_HANDSHAKE_FINISHED)) {
        client->cut_reached = true;
        return GNUTLS_E_APPLICATION_ERROR_MIN;
    }
    return 0;
}

static int prepare(struct client *client, const struct client_setup *setup)
{
    const struct target *target = setup->target;
    /*
     * FORCE_CLIENT_CERT: a client that keeps its certificate back when the
     * server doesn't name the issuer would hide most reasons for refusal.
     */
    int rc = gnutls_init(&client->session,
                         GNUTLS_CLIENT | GNUTLS_FORCE_CLIENT_CERT);

    if (rc < 0) {
        client->session = NULL;
        return rc;
    }
    gnutls_session_set_ptr(client->session, client);
    transport_set(client);
    gnutls_session_set_verify_cert(client->session, target->host, 0);
    if (setup->cut == CUT_AFTER_SERVER_FLIGHT)
        gnutls_handshake_set_hook_function(
            client->session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_POST,
            after_server_flight);
    rc = gnutls_priority_set(client->session, setup->priority);
    if (rc == 0)
        rc = gnutls_credentials_set(client->session, GNUTLS_CRD_CERTIFICATE,
                                    setup->credentials);
    if (rc == 0 && !target->literal) { /* RFC 6066, 3: no literal addresses */
        rc = gnutls_server_name_set(client->session, GNUTLS_NAME_DNS,
                                    target->host, strlen(target->host));
    }
    if (rc == 0 && setup->ticket != NULL && setup->ticket->size > 0)
        rc = gnutls_session_set_data(client->session, setup->ticket->data,
                                     setup->ticket->size);
    return rc;
}

int client_handshake(struct client *client, const struct client_setup *setup)
{
    int rc;

    if (!setup->target->tls)
        return 0;
    rc = prepare(client, setup);
    if (rc < 0) {
        client_fail_gnutls(client, "prepare a session", rc);
        return -1;
    }
    do { /* ends: the transport keeps the deadline */
        rc = gnutls_handshake(client->session);
    } while (rc < 0 && gnutls_error_is_fatal(rc) == 0 &&
             rc != GNUTLS_E_WARNING_ALERT_RECEIVED);
    if (rc < 0) {
        client_fail_gnutls(client, "handshake", rc);
        return -1;
    }
    client->resumed = gnutls_session_is_resumed(client->session) != 0;
    return 0;
}

/* ---- Sending and receiving -------------------------------------------- */

int client_send(struct client *client, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = client->session != NULL
                        ? gnutls_record_send(client->session, data, size)
                        : transport_send(client, data, size);

        if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
            continue; /* never from our transport, which waits itself */
        if (n < 0) {
            if (client->session != NULL)
                client_fail_gnutls(client, "send", (int)n);
            else
                client_fail(client, FAILURE_OTHER, "send", strerror(errno));
            return -1;
        }
        data += n;
        size -= (size_t)n;
    }
    return 0;
}

ssize_t client_fill(struct client *client)
{
    ssize_t n;

    client->begin = 0;
    client->end = 0;
    if (client->session == NULL) {
        n = transport_receive(client, client->buffer, sizeof client->buffer);
        if (n < 0) {
            client_fail(client, FAILURE_OTHER, "receive", strerror(errno));
            return -1;
        }
    } else {
        do { /* GNUTLS_E_AGAIN: a ticket came, and no data yet */
            n = gnutls_record_recv(client->session, client->buffer,
                                   sizeof client->buffer);
        } while (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED);
        if (n < 0) {
            client_fail_gnutls(client, "receive", (int)n);
            return -1;
        }
    }
    client->end = (size_t)n;
    return n;
}

/* ---- Closing ---------------------------------------------------------- */

gnutls_datum_t client_ticket(struct client *client)
{
    gnutls_datum_t data = {NULL, 0};
    gnutls_session_t session = client->session;

    if (session == NULL)
        return data;
    /* Without a ticket gnutls_session_get_data2() would wait for one. */
    if (gnutls_protocol_get_version(session) == GNUTLS_TLS1_3 &&
        (gnutls_session_get_flags(session) & GNUTLS_SFLAGS_SESSION_TICKET) ==
            0)
        return data;
    if (gnutls_session_get_data2(session, &data) < 0) {
        data.data = NULL;
        data.size = 0;
    }
    return data;
}

void client_close(struct client *client, enum farewell farewell)
{
    if (client->fd < 0)
        return;
    if (client->session != NULL) {
        if (farewell == FAREWELL_POLITE) {
            /* A server that is gone already needs no farewell. */
            (void)gnutls_bye(client->session, GNUTLS_SHUT_WR);
        }
        gnutls_deinit(client->session);
        client->session = NULL;
    }
    if (farewell == FAREWELL_RESET)
        net_reset(client->fd);
    else if (farewell == FAREWELL_EOF)
        net_end(client->fd, client->deadline_us);
    else
        close(client->fd);
    client->fd = -1;
}
