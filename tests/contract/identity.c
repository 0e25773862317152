/* SPDX-License-Identifier: MIT */
/*
 * Contract: GET /whoami. What it tells of a client is compared with what
 * GnuTLS itself says of the PEM file.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support.h"

static const char *member(const json_t *who, const char *name)
{
    const char *text = json_string_value(json_object_get(who, name));

    if (text == NULL)
        fail_because("whoami has no text \"%s\"", name);
    return text;
}

/* ---- What GnuTLS says of the file ------------------------------------ */

static void check_hex(const json_t *who, const char *name,
                      const unsigned char *bytes, size_t size)
{
    char text[129] = "";

    for (size_t i = 0; i < size && i < 64; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    assert_string_equal(member(who, name), text);
}

static void check_names_and_dates(const json_t *who, gnutls_x509_crt_t crt)
{
    time_t end = gnutls_x509_crt_get_expiration_time(crt);
    gnutls_datum_t dn = {NULL, 0};
    struct tm utc = {0};
    char text[64];

    assert_gnutls_ok(gnutls_x509_crt_get_dn3(crt, &dn, 0));
    assert_string_equal(member(who, "subject"), (const char *)dn.data);
    gnutls_free(dn.data);
    assert_gnutls_ok(gnutls_x509_crt_get_issuer_dn3(crt, &dn, 0));
    assert_string_equal(member(who, "issuer"), (const char *)dn.data);
    gnutls_free(dn.data);
    assert_non_null(gmtime_r(&end, &utc));
    (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    assert_string_equal(member(who, "not_after"), text);
}

static void check_numbers(const json_t *who, gnutls_x509_crt_t crt)
{
    unsigned char bytes[64];
    size_t size = sizeof bytes;

    assert_gnutls_ok(gnutls_x509_crt_get_serial(crt, bytes, &size));
    check_hex(who, "serial", bytes, size);
    size = sizeof bytes;
    assert_gnutls_ok(
        gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA256, bytes, &size));
    check_hex(who, "sha256", bytes, size);
}

/* DNS names and URIs: the kit's clients have no other kind. */
static size_t check_alternative_names(const json_t *who, gnutls_x509_crt_t crt)
{
    const json_t *names = json_object_get(who, "subject_alt_names");
    size_t count = 0;

    for (;; count++) {
        const json_t *name = json_array_get(names, count);
        char text[1024] = "";
        size_t size = sizeof text;
        int type = gnutls_x509_crt_get_subject_alt_name(crt, (unsigned)count,
                                                        text, &size, NULL);

        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        assert_gnutls_ok(type);
        assert_string_equal(member(name, "type"),
                            type == GNUTLS_SAN_URI ? "uri" : "dns");
        assert_string_equal(member(name, "name"), text);
    }
    assert_int_equal(json_array_size(names), count);
    return count;
}

static size_t check_whoami(const struct service *server, const char *name)
{
    scoped_client struct http_client *client = client_new(server, name);
    gnutls_x509_crt_t crt = cert_load(name);
    json_t *who = ask_json(client, "/whoami");
    size_t names = 0;

    assert_int_equal(json_object_size(who), 9);
    check_names_and_dates(who, crt);
    check_numbers(who, crt);
    names = check_alternative_names(who, crt);
    json_decref(who);
    gnutls_x509_crt_deinit(crt);
    return names;
}

SERVER_TEST(whoami_tells_what_the_certificate_says)
{
    (void)check_whoami(*state, "sensor-1");
    (void)check_whoami(*state, "operator");
}

SERVER_TEST(whoami_tells_all_of_three_hundred_names)
{
    assert_int_equal(check_whoami(*state, "many-names"), 300);
}

/* ---- What it says of the session ------------------------------------- */

SERVER_TEST(whoami_tells_protocol_and_cipher)
{
    static const struct {
        const char *version, *protocol;
    } versions[] = {{"1.2", "TLS1.2"}, {"1.3", "TLS1.3"}};

    for (size_t i = 0; i < 2; i++) {
        scoped_client struct http_client *client =
            client_new(*state, "sensor-1");
        json_t *who = NULL;

        client_set_version(client, versions[i].version);
        who = ask_json(client, "/whoami");
        assert_string_equal(member(who, "protocol"), versions[i].protocol);
        assert_true(json_is_false(json_object_get(who, "resumed")));
        json_decref(who);
    }
}

/* The client's own session says what was negotiated. */
SERVER_TEST(the_cipher_is_the_one_that_was_negotiated)
{
    static const char *const offers[] = {"+AES-128-GCM", "+AES-256-GCM",
                                         "+CHACHA20-POLY1305"};
    scoped_response struct http_response response = {0};
    char text[128];

    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        struct tls_client *client = NULL;

        (void)snprintf(text, sizeof text, "NORMAL:-CIPHER-ALL:%s", offers[i]);
        client =
            tls_connect(*state, &(struct tls_setup){.certificate = "sensor-1",
                                                    .priorities = text});
        ask(client, GET("/whoami"), &response);
        (void)snprintf(
            text, sizeof text, "\"cipher\":\"%s\"",
            gnutls_cipher_get_name(gnutls_cipher_get(tls_library(client))));
        assert_contains(response.body, text);
        tls_close(client);
    }
}

SUITE("contract/identity")
