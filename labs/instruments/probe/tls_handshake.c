/* SPDX-License-Identifier: MIT */
/*
 * The client: its handshake.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "failure.h"
#include "tls_private.h"

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

struct tls_client *tls_enter(const struct service *server,
                             const char *certificate, int minor)
{
    const struct tls_setup setup = tls_as(certificate, minor);

    return tls_connect(server, &setup);
}

/* ---- Not to its end ---------------------------------------------------- */

/*
 * Lets `allowed` bytes through, and then nothing. The first flight of a client
 * is one record: its ClientHello.
 */
static ssize_t push_part(gnutls_transport_ptr_t object, const void *data,
                         size_t size)
{
    struct tls_client *client = object;

    client->pushed += size;
    if (client->flights++ == 0 && client->cut != CUT_NOWHERE)
        client->allowed = client->cut == CUT_IN_HELLO ? size / 2 : size;
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
    struct tls_client *client = object;

    if (client->cut != CUT_AFTER_HELLO)
        return recv(client->socket, data, size, 0);
    gnutls_transport_set_errno(client->session, ECONNRESET);
    return -1;
}

static int pull_timeout(gnutls_transport_ptr_t object, unsigned milliseconds)
{
    const struct tls_client *client = object;

    return client->cut == CUT_AFTER_HELLO ? 1 : tls_wait(client, milliseconds);
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

bool tls_breaks_off(struct tls_client *client, enum tls_cut cut)
{
    client->cut = cut;
    tls_handshake_part(client, 0);
    return cut != CUT_AFTER_FLIGHT || client->flights >= 2;
}

void tls_break_off(struct tls_client *client, enum tls_cut cut)
{
    if (!tls_breaks_off(client, cut))
        fail_because("the server's flight did not come");
}

/* ---- Without its Finished ---------------------------------------------- */

#define RECORD_HEAD 5 /* bytes; the last two are the length of the rest */
#define CHANGE_CIPHER_SPEC 20 /* its type (RFC 8446, 5.1) */

/* The last record, which waits for the next one; the ClientHello does not. */
struct kept_back {
    struct tls_client *client;
    bool greeted;
    unsigned char bytes[8192];
    size_t size;
};

static void send_kept(struct kept_back *kept, size_t size)
{
    (void)send(kept->client->socket, kept->bytes, size, MSG_NOSIGNAL);
    kept->size -= size;
    memmove(kept->bytes, kept->bytes + size, kept->size);
}

/* All but the last. */
static void send_records(struct kept_back *kept)
{
    size_t last = 0, next = 0;

    while (next + RECORD_HEAD <= kept->size) {
        const unsigned char *head = kept->bytes + next;

        last = next;
        next += RECORD_HEAD + ((size_t)head[3] << 8) + head[4];
    }
    send_kept(kept, last);
}

static ssize_t keep_back(gnutls_transport_ptr_t object, const void *data,
                         size_t size)
{
    struct kept_back *kept = object;

    if (!kept->greeted) {
        kept->greeted = true;
        return send(kept->client->socket, data, size, MSG_NOSIGNAL);
    }
    if (size > sizeof kept->bytes - kept->size)
        fail_because("a record of more than %zu bytes", sizeof kept->bytes);
    memcpy(kept->bytes + kept->size, data, size);
    kept->size += size;
    send_records(kept);
    return (ssize_t)size;
}

/* In TLS 1.3 one is said before the server's flight is read. */
static bool waits_in_vain(struct kept_back *kept)
{
    if (kept->size > 0 && kept->bytes[0] == CHANGE_CIPHER_SPEC)
        send_kept(kept, kept->size);
    return kept->size > 0;
}

static ssize_t pull_before(gnutls_transport_ptr_t object, void *data,
                           size_t size)
{
    struct kept_back *kept = object;

    if (!waits_in_vain(kept))
        return recv(kept->client->socket, data, size, 0);
    gnutls_transport_set_errno(kept->client->session, ECONNRESET);
    return -1;
}

static int wait_before(gnutls_transport_ptr_t object, unsigned milliseconds)
{
    struct kept_back *kept = object;

    return waits_in_vain(kept) ? 1 : tls_wait(kept->client, milliseconds);
}

void tls_keep_back_finished(struct tls_client *client)
{
    struct kept_back kept = {.client = client};

    gnutls_transport_set_ptr(client->session, &kept);
    gnutls_transport_set_push_function(client->session, keep_back);
    gnutls_transport_set_pull_function(client->session, pull_before);
    gnutls_transport_set_pull_timeout_function(client->session, wait_before);
    (void)tls_handshake(client); /* in TLS 1.3 it is at its end now */
    if (kept.size == 0)
        fail_because("the server's flight did not come");
}

/* ---- The first flight -------------------------------------------------- */

size_t tls_hello_size(const struct service *server,
                      const struct tls_setup *setup)
{
    scoped_tls struct tls_client *client = tls_open(server, setup);

    tls_handshake_part(client, 0);
    return client->pushed;
}

/* ---- Resumption -------------------------------------------------------- */

gnutls_datum_t tls_session(struct tls_client *client)
{
    gnutls_datum_t data = {NULL, 0};

    /* In TLS 1.3 it reads on for a ticket, up to the end of the stream. */
    if (gnutls_session_get_data2(tls_library(client), &data) < 0)
        data = (gnutls_datum_t){NULL, 0};
    return data;
}

bool tls_resumed(const struct tls_client *client)
{
    return gnutls_session_is_resumed(tls_library(client)) != 0;
}
