/* SPDX-License-Identifier: MIT */
#include "tls/whoami.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "scope.h"
#include "tls/identity.h"

/* JSON is UTF-8; a certificate need not be. NULL only without memory. */
static json_t *text_json(const char *text, size_t length)
{
    json_t *json = json_stringn(text, length);

    return json != NULL ? json : json_string("(not UTF-8)");
}

static json_t *hex_json(const unsigned char *bytes, size_t size)
{
    char text[2 * 64 + 1] = "";

    for (size_t i = 0; i < size && i < 64; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return json_string(text);
}

static json_t *dn_json(gnutls_x509_crt_t crt,
                       int (*get)(gnutls_x509_crt_t, gnutls_datum_t *,
                                  unsigned))
{
    gnutls_datum_t dn = {NULL, 0};
    json_t *json = NULL;

    if (get(crt, &dn, 0) < 0)
        return json_null();
    json = text_json((const char *)dn.data, dn.size);
    gnutls_free(dn.data);
    return json;
}

static const char *name_type(int type)
{
    static const char *const types[] = {
        [GNUTLS_SAN_DNSNAME] = "dns",
        [GNUTLS_SAN_RFC822NAME] = "email",
        [GNUTLS_SAN_URI] = "uri",
        [GNUTLS_SAN_IPADDRESS] = "ip", /* the last of these, by number */
    };

    return type <= GNUTLS_SAN_IPADDRESS && types[type] != NULL ? types[type]
                                                               : "other";
}

static json_t *name_json(int type, const char *name, size_t size)
{
    char address[INET6_ADDRSTRLEN] = "";

    if (type == GNUTLS_SAN_IPADDRESS) {
        if (inet_ntop(size == 4 ? AF_INET : AF_INET6, name, address,
                      sizeof address) == NULL ||
            (size != 4 && size != 16))
            return json_null();
        return json_string(address);
    }
    if (strcmp(name_type(type), "other") == 0)
        return hex_json((const unsigned char *)name, size);
    return text_json(name, size);
}

/* [{"type":"dns","name":"sensor-1.kit.test"}, ...] */
static json_t *names_json(gnutls_x509_crt_t crt)
{
    scoped_json json_t *names = json_array();

    for (unsigned i = 0; names != NULL; i++) {
        char name[1024] = ""; /* the longest DNS name has 253 */
        size_t size = sizeof name;
        int type =
            gnutls_x509_crt_get_subject_alt_name(crt, i, name, &size, NULL);

        if (type == GNUTLS_E_SHORT_MEMORY_BUFFER)
            continue; /* absurdly long: left out, the rest still shown */
        if (type < 0)
            break;
        if (json_array_append_new(
                names, json_pack("{s:s s:o}", "type", name_type(type), "name",
                                 name_json(type, name, size))) < 0)
            return NULL;
    }
    return scope_take(names);
}

static json_t *time_json(time_t when)
{
    char text[32] = "";
    struct tm utc = {0};

    if (when == (time_t)-1 || gmtime_r(&when, &utc) == NULL)
        return json_null();
    (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_string(text);
}

static json_t *certificate_json(gnutls_x509_crt_t crt)
{
    unsigned char serial[64] = {0};
    unsigned char print[64] = {0};
    size_t serial_size = sizeof serial;
    size_t print_size = sizeof print;

    if (crt == NULL)
        return json_pack("{s:n s:n s:n s:n s:n s:n}", "subject", "issuer",
                         "serial", "subject_alt_names", "not_after", "sha256");
    if (gnutls_x509_crt_get_serial(crt, serial, &serial_size) < 0)
        serial_size = 0;
    if (gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA256, print,
                                        &print_size) < 0)
        print_size = 0;
    return json_pack("{s:o s:o s:o s:o s:o s:o}", "subject",
                     dn_json(crt, gnutls_x509_crt_get_dn3), "issuer",
                     dn_json(crt, gnutls_x509_crt_get_issuer_dn3), "serial",
                     hex_json(serial, serial_size), "subject_alt_names",
                     names_json(crt), "not_after",
                     time_json(gnutls_x509_crt_get_expiration_time(crt)),
                     "sha256", hex_json(print, print_size));
}

json_t *whoami_json(gnutls_session_t tls)
{
    scoped_crt gnutls_x509_crt_t crt = identity_certificate(tls);
    scoped_json json_t *body = certificate_json(crt);
    scoped_json json_t *session =
        json_pack("{s:s s:s s:b}", "protocol",
                  gnutls_protocol_get_name(gnutls_protocol_get_version(tls)),
                  "cipher", gnutls_cipher_get_name(gnutls_cipher_get(tls)),
                  "resumed", gnutls_session_is_resumed(tls) != 0);

    if (body == NULL || session == NULL ||
        json_object_update(body, session) < 0)
        return NULL;
    return scope_take(body);
}
