/* SPDX-License-Identifier: MIT */
/*
 * Contract: revocation without gaps. An issuer without a list is no issuer of
 * anybody who is let in, unless --crl-partial; who is revoked while a request
 * is under way gets nothing more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sent.h"
#include "support.h"

/* Appends the text of one file to another. */
static void append(const char *path, const char *more)
{
    size_t size = 0, added = 0;
    char *text = read_file(path, &size);
    char *end = read_file(more, &added);
    char *both = malloc(size + added);

    assert_non_null(both);
    memcpy(both, text, size);
    memcpy(both + size, end, added);
    write_file(path, both, size + added);
    free(both);
    free(end);
    free(text);
}

static void append_pem(const char *path, const gnutls_datum_t *der)
{
    gnutls_datum_t pem = {NULL, 0};
    char more[PATH_SIZE], folder[PATH_SIZE];

    make_folder(folder);
    join_path(more, folder, "more.pem");
    assert_gnutls_ok(gnutls_pem_base64_encode2("CERTIFICATE", der, &pem));
    write_file(more, pem.data, pem.size);
    append(path, more);
    gnutls_free(pem.data);
}

/* ---- An issuer without a list ------------------------------------------ */

SERVER_TEST(a_ca_without_a_list_is_refused_at_a_reload)
{
    char path[PATH_SIZE], other[PATH_SIZE];
    const char *line = NULL;

    service_file(*state, "ca.pem", path);
    cert_path(other, "other-ca");
    append(path, other);
    line = service_reload(*state);
    assert_contains(line, "reload failed");
    assert_contains(line, "--crl-partial");
}

BARE_TEST(with_crl_partial_its_clients_are_let_in)
{
    static const char *const partial[] = {"--crl-partial", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = partial});
    scoped_response struct http_response response = {0};
    scoped_tls struct tls_client *revoked = NULL;
    char path[PATH_SIZE], other[PATH_SIZE];

    service_file(server, "ca.pem", path);
    cert_path(other, "other-ca");
    append(path, other);
    assert_contains(service_reload(server), "reloaded key");
    (void)http_get(server, "wrong-ca", "/healthz", &response);
    assert_status(&response, 200);
    revoked = tls_open(server, &(struct tls_setup){.certificate = "revoked"});
    assert_int_equal(tls_refusal(revoked), GNUTLS_A_CERTIFICATE_REVOKED);
}

/* The CA below is sent by the client: nobody could know of it before. */
static int visit_below(struct service *server, const char *priorities)
{
    gnutls_datum_t issuer = ca_below();
    gnutls_datum_t der =
        cert_make(&(struct cert_plan){.cn = "b", .cn_size = 1, .below = true});
    scoped_tls struct tls_client *client = tls_open(
        server, &(struct tls_setup){
                    .der = &der, .issuer = &issuer, .priorities = priorities});
    int refusal = tls_refusal(client);

    gnutls_free(der.data);
    gnutls_free(issuer.data);
    return refusal;
}

SERVER_TEST(nor_is_a_ca_below_without_a_list_taken)
{
    for (size_t v = 0; v < 2; v++) {
        assert_int_equal(visit_below(*state, tls_versions[v]),
                         GNUTLS_A_BAD_CERTIFICATE);
        wait_until(handshakes(*state, "no_crl") == (double)v + 1);
    }
}

BARE_TEST(without_a_list_at_all_or_with_partial_ones_it_is)
{
    static const char *const partial[] = {"--crl-partial", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = partial});

    assert_int_equal(visit_below(server, TLS_1_3), TLS_ACCEPTED);
    server = service_start(&(struct service_setup){.without_crl = true});
    assert_int_equal(visit_below(server, TLS_1_3), TLS_ACCEPTED);
}

SERVER_TEST(with_a_list_of_its_own_a_ca_below_is_taken)
{
    gnutls_datum_t below = ca_below();
    char path[PATH_SIZE], folder[PATH_SIZE], list[PATH_SIZE];

    service_file(*state, "ca.pem", path);
    append_pem(path, &below);
    gnutls_free(below.data);
    assert_contains(service_reload(*state), "--crl-partial");
    make_folder(folder);
    join_path(list, folder, "below.pem");
    crl_below(list);
    service_file(*state, "crl.pem", path);
    append(path, list);
    assert_contains(service_reload(*state), "reloaded key");
    for (size_t v = 0; v < 2; v++)
        assert_int_equal(visit_below(*state, tls_versions[v]), TLS_ACCEPTED);
}

/* ---- Several lists of one name ----------------------------------------- */

static int visit_as(struct service *server, const char *certificate)
{
    scoped_tls struct tls_client *client =
        tls_open(server, &(struct tls_setup){.certificate = certificate});

    return tls_refusal(client);
}

/* Whichever stands first: one does not replace the other. */
SERVER_TEST(each_list_of_a_ca_counts)
{
    static const char *const names[] = {"crl", "crl-sensor-1"};
    char path[PATH_SIZE], one[PATH_SIZE], other[PATH_SIZE];

    service_file(*state, "crl.pem", path);
    for (size_t i = 0; i < 2; i++) {
        cert_path(one, names[i]);
        cert_path(other, names[1 - i]);
        copy_file(one, path);
        append(path, other);
        assert_contains(service_reload(*state), "reloaded key");
        assert_int_equal(visit_as(*state, "revoked"),
                         GNUTLS_A_CERTIFICATE_REVOKED);
        assert_int_equal(visit_as(*state, "sensor-1"),
                         GNUTLS_A_CERTIFICATE_REVOKED);
        assert_int_equal(visit_as(*state, "operator"), TLS_ACCEPTED);
    }
}

/* It goes on with the old key until the last certificate of it has expired. */
SERVER_TEST(a_ca_with_a_new_key_has_a_list_by_each)
{
    gnutls_datum_t rekeyed = ca_rekeyed();
    char path[PATH_SIZE], folder[PATH_SIZE], list[PATH_SIZE];
    const char *line = NULL;

    service_file(*state, "ca.pem", path);
    append_pem(path, &rekeyed);
    gnutls_free(rekeyed.data);
    line = service_reload(*state);
    assert_contains(line, "has no list in --crl");
    make_folder(folder);
    join_path(list, folder, "rekeyed.pem");
    crl_issue(list, time(NULL) + 86400, true);
    service_file(*state, "crl.pem", path);
    append(path, list);
    assert_contains(service_reload(*state), "reloaded key");
    assert_int_equal(visit_as(*state, "revoked"),
                     GNUTLS_A_CERTIFICATE_REVOKED);
    assert_int_equal(visit_as(*state, "sensor-1"), TLS_ACCEPTED);
}

/* ---- While a request is under way --------------------------------------- */

static void revoke_sensor_1(struct service *server)
{
    char path[PATH_SIZE];

    cert_path(path, "crl-sensor-1");
    service_replace(server, "crl.pem", path);
    assert_contains(service_reload(server), "reloaded key");
}

SERVER_TEST(who_is_revoked_between_head_and_body_stores_nothing)
{
    struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    begin_reading(client);
    revoke_sensor_1(*state);
    ask(client, GOOD, &response);
    assert_problem(&response, 403);
    tls_expect_end(client);
    tls_close(client);
    (void)http_get(*state, "operator", "/readings", &response);
    assert_string_equal(response.body, "[]");
}

/* More than all buffers on the way hold, if a segment is an Ethernet's. */
#define LONG_DOWNLOAD 600000

static size_t read_all(struct tls_client *client)
{
    static char part[65536];
    size_t length = 0;
    ssize_t got = 0;

    while (length < LONG_DOWNLOAD &&
           (got = tls_receive(client, part, sizeof part)) > 0)
        length += (size_t)got;
    return length;
}

static struct tls_client *begin_download(struct service *server,
                                         const char *name)
{
    struct tls_client *client =
        tls_connect(server, &(struct tls_setup){.certificate = name,
                                                .receive_buffer = 4096,
                                                .segment = ETHERNET});
    char first[100];

    assert_gnutls_ok(tls_send_text(
        client, "GET /firmware/image HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert_true(tls_receive(client, first, sizeof first) > 0);
    return client;
}

SERVER_TEST(a_download_ends_when_its_client_is_revoked)
{
    static char data[LONG_DOWNLOAD];
    struct tls_client *revoked = NULL;
    struct tls_client *other = NULL;

    service_put(*state, "image", data, sizeof data);
    revoked = begin_download(*state, "sensor-1");
    other = begin_download(*state, "operator");
    revoke_sensor_1(*state);
    assert_true(read_all(revoked) < LONG_DOWNLOAD - 100);
    assert_true(read_all(other) >= LONG_DOWNLOAD - 100);
    tls_close(revoked);
    tls_close(other);
    (void)service_log_wait(*state, 0, " refused request .*reason=revoked$");
    (void)service_log_wait(*state, 0,
                           " audit .*peer=\"sensor-1\".* end=aborted ");
    (void)service_log_wait(*state, 0,
                           " audit .*peer=\"operator\".* end=complete ");
}

SUITE("contract/revocation")
