/* SPDX-License-Identifier: MIT */
/*
 * Records of the kind handshake, made by hand (RFC 5246 6.2.3.3, RFC 8446
 * 5.2), with AES-128-GCM.
 */
#include "forged.h"

#include <gnutls/crypto.h>
#include <string.h>
#include <sys/socket.h>

#define RECORD_MAX 16384
#define TAG 16
#define HANDSHAKE 22

void forged_head(unsigned char head[FORGED_HEAD], unsigned type,
                 unsigned length)
{
    head[0] = (unsigned char)type;
    head[1] = (unsigned char)(length >> 16);
    head[2] = (unsigned char)(length >> 8);
    head[3] = (unsigned char)length;
}

/* Five bytes before each record. */
static void record_head(unsigned char head[5], unsigned type, size_t length)
{
    const unsigned char bytes[5] = {(unsigned char)type, 3, 3,
                                    (unsigned char)(length >> 8),
                                    (unsigned char)length};

    memcpy(head, bytes, sizeof bytes);
}

static bool send_all(struct tls_client *client, const unsigned char *data,
                     size_t size)
{
    while (size > 0) {
        ssize_t sent = send(tls_socket(client), data, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        data += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool forged_clear(struct tls_client *client, const void *data, size_t size)
{
    unsigned char record[5 + RECORD_MAX];

    assert_true(size <= RECORD_MAX);
    record_head(record, HANDSHAKE, size);
    memcpy(record + 5, data, size);
    return send_all(client, record, 5 + size);
}

/* ---- Under the keys of the session ------------------------------------ */

/* Seals `plain` into what follows the record's head; returns its size. */
static size_t seal(const gnutls_datum_t *key, const unsigned char nonce[12],
                   const void *extra, size_t extra_size, const void *plain,
                   size_t size, unsigned char *out)
{
    gnutls_aead_cipher_hd_t cipher = NULL;
    size_t length = size + TAG;

    assert_gnutls_ok(
        gnutls_aead_cipher_init(&cipher, GNUTLS_CIPHER_AES_128_GCM, key));
    assert_gnutls_ok(gnutls_aead_cipher_encrypt(
        cipher, nonce, 12, extra, extra_size, TAG, plain, size, out, &length));
    gnutls_aead_cipher_deinit(cipher);
    return length;
}

/* The library must number its next record behind this one. */
static void count_on(unsigned char number[8])
{
    for (int i = 7; i >= 0; i--) {
        number[i]++;
        if (number[i] != 0)
            return;
    }
}

static size_t seal_1_3(const gnutls_datum_t *key, const gnutls_datum_t *iv,
                       const unsigned char number[8], const void *data,
                       size_t size, unsigned char *record)
{
    unsigned char plain[RECORD_MAX + 1];
    unsigned char nonce[12];

    assert_int_equal(iv->size, sizeof nonce);
    memcpy(nonce, iv->data, sizeof nonce);
    for (int i = 0; i < 8; i++)
        nonce[4 + i] ^= number[i];
    memcpy(plain, data, size);
    plain[size] = HANDSHAKE;
    record_head(record, 23, size + 1 + TAG); /* looks like application data */
    return 5 + seal(key, nonce, record, 5, plain, size + 1, record + 5);
}

static size_t seal_1_2(const gnutls_datum_t *key, const gnutls_datum_t *iv,
                       const unsigned char number[8], const void *data,
                       size_t size, unsigned char *record)
{
    unsigned char nonce[12];
    unsigned char extra[13];

    assert_true(iv->size >= 4);
    memcpy(nonce, iv->data, 4);
    memcpy(nonce + 4, number, 8);
    memcpy(extra, number, 8);
    record_head(extra + 8, HANDSHAKE, size);
    record_head(record, HANDSHAKE, 8 + size + TAG);
    memcpy(record + 5, number, 8);
    return 13 + seal(key, nonce, extra, sizeof extra, data, size, record + 13);
}

bool forged_sealed(struct tls_client *client, const void *data, size_t size)
{
    gnutls_session_t tls = tls_library(client);
    unsigned char record[5 + 8 + RECORD_MAX + 1 + TAG];
    gnutls_datum_t mac = {NULL, 0}, iv = {NULL, 0}, key = {NULL, 0};
    unsigned char number[8];
    size_t length = 0;

    assert_true(size <= RECORD_MAX);
    assert_int_equal(gnutls_cipher_get(tls), GNUTLS_CIPHER_AES_128_GCM);
    assert_gnutls_ok(gnutls_record_get_state(tls, 0, &mac, &iv, &key, number));
    length = gnutls_protocol_get_version(tls) == GNUTLS_TLS1_3
                 ? seal_1_3(&key, &iv, number, data, size, record)
                 : seal_1_2(&key, &iv, number, data, size, record);
    count_on(number);
    assert_gnutls_ok(gnutls_record_set_state(tls, 0, number));
    return send_all(client, record, length);
}

size_t forged_message(struct tls_client *client, forged_record *record,
                      unsigned type, size_t claimed, size_t size, size_t chunk)
{
    static unsigned char data[RECORD_MAX];
    size_t sent = 0;

    memset(data, 0, sizeof data);
    forged_head(data, type, (unsigned)claimed);
    while (sent < size) {
        if (chunk > size - sent)
            chunk = size - sent;
        if (!record(client, data, chunk))
            break;
        sent += chunk;
        memset(data, 0, FORGED_HEAD);
    }
    return sent;
}
