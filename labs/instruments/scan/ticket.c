/* SPDX-License-Identifier: MIT */
#include "ticket.h"

#include <gnutls/crypto.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_HEARD (128UL * 1024) /* a ticket that comes later is not seen */
#define RECORD_HEAD 5
#define RECORD_MOST (16384 + 256)
#define MESSAGE_HEAD 4
#define HANDSHAKE 22 /* types of records: RFC 8446, 5.1 */
#define APPLICATION_DATA 23

static struct {
    gnutls_session_t session;
    unsigned char bytes[MOST_HEARD];
    size_t size;
    unsigned char secret[64]; /* of the server's application data */
    size_t secret_size;
} heard;

/* ---- What comes -------------------------------------------------------- */

static ssize_t pull(gnutls_transport_ptr_t object, void *data, size_t size)
{
    ssize_t got = recv((int)(intptr_t)object, data, size, 0);

    if (got > 0 && (size_t)got <= sizeof heard.bytes - heard.size) {
        memcpy(heard.bytes + heard.size, data, (size_t)got);
        heard.size += (size_t)got;
    }
    return got;
}

static int pull_timeout(gnutls_transport_ptr_t object, unsigned milliseconds)
{
    return gnutls_system_recv_timeout(object, milliseconds);
}

static int on_secret(gnutls_session_t session, const char *label,
                     const gnutls_datum_t *secret)
{
    if (session == heard.session &&
        strcmp(label, "SERVER_TRAFFIC_SECRET_0") == 0 &&
        secret->size <= sizeof heard.secret) {
        memcpy(heard.secret, secret->data, secret->size);
        heard.secret_size = secret->size;
    }
    return 0;
}

void ticket_listen(gnutls_session_t session)
{
    heard.session = session;
    heard.size = heard.secret_size = 0;
    gnutls_session_set_keylog_function(session, on_secret);
    gnutls_transport_set_pull_function(session, pull);
    gnutls_transport_set_pull_timeout_function(session, pull_timeout);
}

/* ---- The keys: RFC 8446, 7.1 and 7.3 ----------------------------------- */

static int expand(gnutls_session_t session, const char *label, void *out,
                  size_t size)
{
    unsigned char text[64];
    const gnutls_datum_t secret = {heard.secret, (unsigned)heard.secret_size};
    gnutls_datum_t info = {text, 0};
    int length =
        snprintf((char *)text + 3, sizeof text - 3, "tls13 %s", label);

    text[0] = (unsigned char)(size >> 8);
    text[1] = (unsigned char)size;
    text[2] = (unsigned char)length;
    text[3 + length] = 0; /* an empty context */
    info.size = (unsigned)length + 4;
    return gnutls_hkdf_expand(
        (gnutls_mac_algorithm_t)gnutls_prf_hash_get(session), &secret, &info,
        out, size);
}

struct keys {
    gnutls_aead_cipher_hd_t cipher;
    unsigned char iv[12];
    size_t tag;
};

static int keys_make(struct keys *keys, gnutls_session_t session)
{
    gnutls_cipher_algorithm_t cipher = gnutls_cipher_get(session);
    unsigned char bytes[64];
    gnutls_datum_t key = {bytes, (unsigned)gnutls_cipher_get_key_size(cipher)};

    keys->tag = gnutls_cipher_get_tag_size(cipher);
    if (key.size > sizeof bytes ||
        expand(session, "key", bytes, key.size) < 0 ||
        expand(session, "iv", keys->iv, sizeof keys->iv) < 0)
        return -1;
    return gnutls_aead_cipher_init(&keys->cipher, cipher, &key);
}

/* ---- Records ----------------------------------------------------------- */

/* Opens one into `text`. Returns its length, or a code: another key's. */
static long record_open(const struct keys *keys, uint64_t number,
                        const unsigned char *record, size_t size,
                        unsigned char text[RECORD_MOST])
{
    unsigned char nonce[sizeof keys->iv];
    size_t length = RECORD_MOST;
    int code = 0;

    memcpy(nonce, keys->iv, sizeof nonce);
    for (size_t i = 0; i < 8; i++)
        nonce[4 + i] ^= (unsigned char)(number >> (56 - 8 * i));
    code = gnutls_aead_cipher_decrypt(
        keys->cipher, nonce, sizeof nonce, record, RECORD_HEAD, keys->tag,
        record + RECORD_HEAD, size, text, &length);
    return code < 0 ? code : (long)length;
}

/* The lifetime begins the message: RFC 8446, 4.6.1. */
static long lifetime_of(const unsigned char *text, size_t size, long known)
{
    size_t at = 0;

    while (at + MESSAGE_HEAD + 4 <= size) {
        const unsigned char *byte = text + at + MESSAGE_HEAD;

        if (text[at] == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET)
            known = (long)byte[0] << 24 | (long)byte[1] << 16 |
                    (long)byte[2] << 8 | byte[3];
        at += MESSAGE_HEAD + ((size_t)text[at + 1] << 16 |
                              (size_t)text[at + 2] << 8 | text[at + 3]);
    }
    return known;
}

/* Behind the text stands its type, and then any number of zeros. */
static long record_lifetime(const unsigned char *text, size_t size, long known)
{
    while (size > 0 && text[size - 1] == 0)
        size--;
    if (size == 0 || text[size - 1] != HANDSHAKE)
        return known;
    return lifetime_of(text, size - 1, known);
}

/*
 * What comes first is encrypted by other keys, those of the handshake: it
 * does not open, and does not count.
 */
static long find_lifetime(const struct keys *keys)
{
    static unsigned char text[RECORD_MOST];
    uint64_t number = 0;
    long lifetime = -1;
    size_t at = 0;

    while (at + RECORD_HEAD <= heard.size) {
        const unsigned char *record = heard.bytes + at;
        size_t size = (size_t)record[3] << 8 | record[4];
        long length = -1;

        if (size > heard.size - at - RECORD_HEAD || size > RECORD_MOST)
            break;
        if (record[0] == APPLICATION_DATA && size > keys->tag)
            length = record_open(keys, number, record, size, text);
        if (length >= 0) {
            number++;
            lifetime = record_lifetime(text, (size_t)length, lifetime);
        }
        at += RECORD_HEAD + size;
    }
    return lifetime;
}

long ticket_lifetime(gnutls_session_t session)
{
    struct keys keys = {.cipher = NULL};
    long lifetime = -1;

    if (session != heard.session || heard.secret_size == 0 ||
        keys_make(&keys, session) < 0)
        return -1;
    lifetime = find_lifetime(&keys);
    gnutls_aead_cipher_deinit(keys.cipher);
    return lifetime;
}
