/* SPDX-License-Identifier: MIT */
/*
 * Versions, ciphers, and the server's certificate.
 */
#include <gnutls/x509.h>
#include <stdio.h>
#include <time.h>

#include "ask.h"
#include "findings.h"

#include "probe/failure.h"

#define DAY 86400

/* Whatever the library still speaks, for those who speak it. */
#define ANY_KEYS "-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA:+RSA:+SIGN-ALL"

static const struct client *who(const struct scan *scan)
{
    return scan->known.credentials != NULL ? &scan->known : &scan->stranger[0];
}

/* Whether the server has chosen from that; what is WHAT to those who read. */
static bool speaks(const struct scan *scan, const char *priorities,
                   const char *what)
{
    scoped_outcome struct outcome outcome = {0};

    ask(scan,
        &(struct visit){.client = who(scan),
                        .priorities = priorities,
                        .handshake_only = true},
        &outcome);
    if (!outcome.hello && outcome.end == END_SILENT)
        not_judged("%s: nothing comes; a longer --patience may tell", what);
    return outcome.hello;
}

/* ---- The server's certificate ------------------------------------------ */

static void date(char text[16], time_t time)
{
    struct tm parts;

    if (gmtime_r(&time, &parts) == NULL ||
        strftime(text, 16, "%Y-%m-%d", &parts) == 0)
        (void)snprintf(text, 16, "?");
}

static void look_at_dates(gnutls_x509_crt_t crt)
{
    time_t from = gnutls_x509_crt_get_activation_time(crt);
    time_t to = gnutls_x509_crt_get_expiration_time(crt);
    time_t now = time(NULL);
    char begin[16], end[16];

    date(begin, from);
    date(end, to);
    fact("the server's certificate: from %s to %s", begin, end);
    if (now < from || now > to)
        found(SERVER_DATES, "from %s to %s", begin, end);
    else if (to - now < 14L * DAY)
        found(SERVER_ENDS_SOON, "it ends on %s", end);
}

static void look_at_key(gnutls_x509_crt_t crt)
{
    unsigned bits = 0;
    int key = gnutls_x509_crt_get_pk_algorithm(crt, &bits);
    int sign = gnutls_x509_crt_get_signature_algorithm(crt);
    const char *name = gnutls_pk_get_name((gnutls_pk_algorithm_t)key);

    fact("the server's certificate: %s of %u bits, signed by %s",
         name != NULL ? name : "?", bits,
         gnutls_sign_get_name((gnutls_sign_algorithm_t)sign));
    if (gnutls_pk_bits_to_sec_param((gnutls_pk_algorithm_t)key, bits) <
        GNUTLS_SEC_PARAM_MEDIUM)
        found(SERVER_WEAK_KEY, "%s of %u bits", name, bits);
    /* Nobody verifies the signature of a root by itself. */
    if (!gnutls_sign_is_secure2((gnutls_sign_algorithm_t)sign,
                                GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS))
        found(SERVER_WEAK_SIGNATURE, "%s",
              gnutls_sign_get_name((gnutls_sign_algorithm_t)sign));
}

static void look_at_trust(gnutls_session_t session, const char *host)
{
    const unsigned told_elsewhere =
        GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED | GNUTLS_CERT_INVALID |
        GNUTLS_CERT_UNEXPECTED_OWNER;
    gnutls_datum_t text = {NULL, 0};
    unsigned status = 0;

    assert_gnutls_ok(gnutls_certificate_verify_peers3(session, host, &status));
    if ((status & GNUTLS_CERT_UNEXPECTED_OWNER) != 0)
        found(SERVER_NAME, "it is not for %s", host);
    status &= ~told_elsewhere;
    if (status == 0)
        return;
    assert_gnutls_ok(gnutls_certificate_verification_status_print(
        status | GNUTLS_CERT_INVALID, GNUTLS_CRT_X509, &text, 0));
    found(SERVER_UNTRUSTED, "%s", (const char *)text.data);
    gnutls_free(text.data);
}

static void look_at_certificate(gnutls_session_t session, void *host)
{
    unsigned count = 0;
    const gnutls_datum_t *chain =
        gnutls_certificate_get_peers(session, &count);
    gnutls_x509_crt_t crt = NULL;

    if (chain == NULL || count == 0)
        return;
    assert_gnutls_ok(gnutls_x509_crt_init(&crt));
    if (gnutls_x509_crt_import(crt, &chain[0], GNUTLS_X509_FMT_DER) >= 0) {
        look_at_dates(crt);
        look_at_key(crt);
        look_at_trust(session, host);
    } else {
        found(SERVER_UNTRUSTED, "it cannot be read");
    }
    gnutls_x509_crt_deinit(crt);
}

/* ---- Versions and ciphers ---------------------------------------------- */

/* Returns whether that can be told. */
static bool look_at_version(struct scan *scan, int minor)
{
    scoped_outcome struct outcome outcome = {0};
    /* Not const: the visit's object may be changed, by others. */
    char host[sizeof scan->options->address.host];

    (void)snprintf(host, sizeof host, "%s", scan->options->address.host);
    ask(scan,
        &(struct visit){.client = who(scan),
                        .minor = minor,
                        .handshake_only = true,
                        .look = look_at_certificate,
                        .object = host},
        &outcome);
    scan->speaks[minor] = outcome.hello;
    if (outcome.hello)
        fact("spoken: TLS 1.%d", minor);
    if (outcome.shaken)
        fact("chosen of what GnuTLS offers: %s", outcome.suite);
    if (outcome.hello || outcome.end != END_SILENT)
        return true;
    not_judged("TLS 1.%d: nothing comes; a longer --patience may tell", minor);
    return false;
}

static void look_at_ciphers(const struct scan *scan)
{
    static const struct {
        const char *name;
        bool broken;
    } ciphers[] = {
        {"AES-256-GCM", false},       {"AES-128-GCM", false},
        {"CHACHA20-POLY1305", false}, {"AES-128-CBC", false},
        {"AES-256-CBC", false},       {"3DES-CBC", true},
        {"ARCFOUR-128", true},        {"NULL", true},
    };
    static const char by_rsa[] = "key exchange by RSA with TLS 1.2";

    for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++) {
        char text[256], what[64];

        (void)snprintf(text, sizeof text,
                       TLS_1_2 ":-CIPHER-ALL:+%s:+SHA1:" ANY_KEYS,
                       ciphers[i].name);
        (void)snprintf(what, sizeof what, "%s with TLS 1.2", ciphers[i].name);
        if (!speaks(scan, text, what))
            continue;
        fact("spoken: %s", what);
        if (ciphers[i].broken)
            found(WEAK_CIPHER, "%s", what);
    }
    if (speaks(scan, TLS_1_2 ":-KX-ALL:+RSA:+SHA1", by_rsa))
        found(NO_FORWARD_SECRECY, "%s", by_rsa);
}

void look_at_tls(struct scan *scan)
{
    static const char old[] =
        "NORMAL:-VERS-ALL:+VERS-TLS1.%d:+AES-128-CBC:+SHA1:" ANY_KEYS;
    char text[256], what[16];
    bool older = false, told = true;

    for (int minor = 0; minor < MINOR_FIRST; minor++) {
        (void)snprintf(text, sizeof text, old, minor);
        (void)snprintf(what, sizeof what, "TLS 1.%d", minor);
        if (!speaks(scan, text, what))
            continue;
        found(OLD_VERSION, "%s", what);
        older = true;
    }
    for (int minor = MINOR_FIRST; minor <= MINOR_LAST; minor++)
        told = look_at_version(scan, minor) && told;
    if (scan->speaks[2])
        look_at_ciphers(scan);
    if (told && scan->speaks[2] && !scan->speaks[3])
        found(NO_TLS_1_3, "TLS 1.2 is the newest");
    if (!scan->speaks[2] && !scan->speaks[3])
        fail_because("the server speaks neither TLS 1.2 nor 1.3 with us%s",
                     !told ? ": it says nothing in --patience"
                     : older
                         ? ", only what RFC 8996 forbids: let it speak them"
                         : ": is it one of TLS?");
}
