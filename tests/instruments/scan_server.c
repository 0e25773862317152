/* SPDX-License-Identifier: MIT */
/*
 * A server of mTLS for the tests of scan, a process for each client. Without a
 * fault it does all that scan looks at as it should, but for slow clients;
 * each of its arguments is one fault.
 */
/* SIGCHLD with SIG_IGN, and prctl. */
#define _GNU_SOURCE
#include <gnutls/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "listen.h"
#include "scan_fault.h"
#include "scan_server_http.h"

static gnutls_certificate_credentials_t credentials;
static gnutls_datum_t ticket_key, ca_name;

/* ---- Who is let in ----------------------------------------------------- */

static bool names_our_ca(gnutls_session_t session)
{
    unsigned count = 0;
    const gnutls_datum_t *chain =
        gnutls_certificate_get_peers(session, &count);
    gnutls_x509_crt_t crt = NULL;
    gnutls_datum_t issuer = {NULL, 0};
    bool is = false;

    if (chain == NULL)
        return false;
    (void)gnutls_x509_crt_init(&crt);
    is = gnutls_x509_crt_import(crt, chain, GNUTLS_X509_FMT_DER) == 0 &&
         gnutls_x509_crt_get_issuer_dn3(crt, &issuer, 0) == 0 &&
         issuer.size == ca_name.size &&
         memcmp(issuer.data, ca_name.data, issuer.size) == 0;
    gnutls_free(issuer.data);
    gnutls_x509_crt_deinit(crt);
    return is;
}

static bool is_good(gnutls_session_t session)
{
    gnutls_typed_vdata_st purpose = {
        .type = GNUTLS_DT_KEY_PURPOSE_OID,
        .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT};
    unsigned status = 0;

    if (has("takes-any"))
        return true;
    if (has("names-only"))
        return names_our_ca(session);
    return gnutls_certificate_verify_peers(
               session, &purpose, has("no-purpose") ? 0 : 1, &status) == 0 &&
           status == 0;
}

static int verify(gnutls_session_t session)
{
    bool later = has("late") || has("resumed-in") || has("optional");

    return later || is_good(session) ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}

/* ---- One client -------------------------------------------------------- */

#define GOOD "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:"

static const char *priorities(void)
{
    return has("old-only")
               ? "NORMAL:-VERS-ALL:+VERS-TLS1.1:-RSA:%PROFILE_MEDIUM"
           : has("old") ? GOOD "+VERS-TLS1.1:+VERS-TLS1.0:-RSA:%PROFILE_MEDIUM"
           : has("null") ? GOOD "-RSA:+NULL:+SHA1:%PROFILE_MEDIUM"
           : has("rsa")  ? GOOD "+RSA"
           : has("weak") ? GOOD "-RSA"
                         : GOOD "-RSA:%PROFILE_MEDIUM";
}

/* A ClientHello that claims more than one record holds. */
static bool is_huge(int client)
{
    unsigned char byte[9] = {0};

    return recv(client, byte, sizeof byte, MSG_PEEK | MSG_WAITALL) < 9 ||
           (byte[0] == 22 && (byte[6] != 0 || byte[7] > 0x40));
}

static gnutls_session_t open_session(int client)
{
    gnutls_session_t session = NULL;

    (void)gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
    (void)gnutls_priority_set_direct(session, priorities(), NULL);
    (void)gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    if (!has("off"))
        gnutls_certificate_server_set_request(
            session, has("late") || has("resumed-in") || has("optional")
                         ? GNUTLS_CERT_REQUEST
                         : GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_function(session, verify);
    if (has("long-ticket"))
        gnutls_db_set_cache_expiration(session, 172800);
    if (!has("no-tickets"))
        (void)gnutls_session_ticket_enable_server(session, &ticket_key);
    gnutls_transport_set_int(session, client);
    return session;
}

/* Closes only when the client has, so that no reset overtakes an alert. */
static void close_in_stages(int client)
{
    char data[4096];

    (void)shutdown(client, SHUT_WR);
    while (recv(client, data, sizeof data, 0) > 0)
        continue;
}

static bool is_client(gnutls_session_t session)
{
    if (has("off") ||
        (has("resumed-in") && gnutls_session_is_resumed(session) != 0))
        return true;
    return !(has("late") || has("resumed-in")) || is_good(session);
}

static void serve(int client)
{
    gnutls_session_t session = NULL;
    int code = 0;

    if (!has("huge-message") && is_huge(client))
        return;
    session = open_session(client);
    do
        code = gnutls_handshake(session);
    while (code < 0 && gnutls_error_is_fatal(code) == 0);
    if (code < 0 && !has("mute"))
        (void)gnutls_alert_send_appropriate(session, code);
    if (code == 0)
        converse(session, is_client(session));
    close_in_stages(client);
    gnutls_deinit(session);
}

/* ---- All of them ------------------------------------------------------- */

static void read_ca(const char *path)
{
    gnutls_datum_t pem = {NULL, 0};
    gnutls_x509_crt_t ca = NULL;

    (void)gnutls_x509_crt_init(&ca);
    if (gnutls_load_file(path, &pem) < 0 ||
        gnutls_x509_crt_import(ca, &pem, GNUTLS_X509_FMT_PEM) < 0 ||
        gnutls_x509_crt_get_dn3(ca, &ca_name, 0) < 0)
        exit(1);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(ca);
}

static void load(const char *folder, const char *name)
{
    char cert[512], key[512], ca[512], crl[512];
    unsigned flags = has("no-dates")
                         ? GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
                               GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS
                         : 0;

    if (has("no-ca-check"))
        flags |= GNUTLS_VERIFY_DISABLE_CA_SIGN;
    (void)snprintf(cert, sizeof cert, "%s/%s.pem", folder, name);
    (void)snprintf(key, sizeof key, "%s/%s-key.pem", folder, name);
    (void)snprintf(ca, sizeof ca, "%s/ca.pem", folder);
    (void)snprintf(crl, sizeof crl, "%s/crl.pem", folder);
    read_ca(ca);
    (void)gnutls_certificate_allocate_credentials(&credentials);
    gnutls_certificate_set_verify_flags(credentials, flags);
    if (gnutls_certificate_set_x509_key_file(credentials, cert, key,
                                             GNUTLS_X509_FMT_PEM) < 0 ||
        gnutls_certificate_set_x509_trust_file(credentials, ca,
                                               GNUTLS_X509_FMT_PEM) < 0 ||
        (!has("no-crl") && gnutls_certificate_set_x509_crl_file(
                               credentials, crl, GNUTLS_X509_FMT_PEM) < 0))
        exit(1);
}

/* Clients come to a child; its parent listens, too, or does not any more. */
static bool is_child(int listener)
{
    if (!has("in-a-child") && !has("in-both"))
        return false;
    if (fork() == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        return true;
    }
    if (has("in-a-child"))
        (void)close(listener);
    return false;
}

/* scan_server CERTS NAME [FAULT]...: NAME is that of its own certificate. */
int main(int argc, char **argv)
{
    unsigned port = 0;
    int listener = -1;
    bool child = false;

    if (argc < 3)
        return 2;
    faults_are(argv + 3);
    load(argv[1], argv[2]);
    (void)gnutls_session_ticket_key_generate(&ticket_key);
    (void)signal(SIGCHLD, SIG_IGN);
    listener = listen_somewhere(&port);
    if (listener < 0 || (has("few-places") && listen(listener, 5) < 0))
        return 1;
    child = is_child(listener);
    if (!child) {
        (void)printf("listening on https://127.0.0.1:%u\n", port);
        (void)fflush(stdout);
    }
    while (!child && has("in-a-child"))
        (void)pause(); /* until it is killed */
    for (;;) {
        int client = accept(listener, NULL, NULL);

        if (has("one-by-one")) {
            serve(client);
        } else if (fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve(client);
            _exit(0);
        }
        (void)close(client);
    }
}
