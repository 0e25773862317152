/* SPDX-License-Identifier: MIT */
/*
 * The certificates of the kit (certs/README.md), by their names: "sensor-1",
 * "expired", ... whichever of the two folders they are in.
 */
#ifndef CERTS_H
#define CERTS_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "files.h"

/* The folder, from MTLS_CERTS. */
const char *certs_folder(void);

/* Paths of a certificate and its key, by name; "ca" and "crl" go too. */
void cert_path(char path[PATH_SIZE], const char *name);
void key_path(char path[PATH_SIZE], const char *name);

/* The text of such a file, as GnuTLS takes it; free() its data. */
gnutls_datum_t read_pem(const char *path);

/*
 * Loads a client's pair and the CA into new credentials, or the CA alone if
 * `name` is NULL. The caller frees them. Fails the test if it cannot.
 */
gnutls_certificate_credentials_t cert_credentials(const char *name);

/* The certificate itself, for comparison; gnutls_x509_crt_deinit() it. */
gnutls_x509_crt_t cert_load(const char *name);

/* ---- What the kit's folder has not ----------------------------------- */

/* What stands in a client's certificate; NULL and 0: it does not. */
struct cert_plan {
    const void *cn; /* whatever bytes it has */
    size_t cn_size;
    const char *ou, *uri, *dns, *email;
    const char *serial;  /* its bytes; NULL: those of all */
    time_t expiry;       /* 0: in a day */
    unsigned more_names; /* so many URIs of 30 bytes */
    bool below;          /* signed by ca_below(), not by the kit's CA */
};

#define CERT_CN(text) .cn = (text), .cn_size = sizeof(text) - 1

/*
 * Such a certificate in DER for the key of sensor-1, signed by the kit's CA,
 * valid from an hour ago. gnutls_free() its data.
 */
gnutls_datum_t cert_make(const struct cert_plan *plan);

/* One with this common name alone. */
gnutls_datum_t cert_issue(const void *name, size_t size, time_t expiry);

/*
 * Credentials of a client with a certificate made now, of a number that no
 * other has (every third one's is longer than the server reads) and this
 * common name (size 0: no name at all), signed by its own key or by the kit's
 * CA. gnutls_certificate_free_credentials() them.
 */
gnutls_certificate_credentials_t cert_made(const void *name, size_t size,
                                           bool by_itself);

/*
 * A CA's certificate in DER, with the name and the key of the kit's CA, until
 * `expiry`: signed by itself; or crossed, by an old CA that nobody trusts.
 * gnutls_free() its data.
 */
gnutls_datum_t ca_issue(time_t expiry, bool crossed);

/* The CA of that name with a new key: crl_issue() forges its lists. */
gnutls_datum_t ca_rekeyed(void);

/* The one signed by itself, in PEM at `path`. */
void ca_write(const char *path, time_t expiry);

/* A CA's certificate in DER that the kit's CA has signed, with its own name. */
gnutls_datum_t ca_below(void);

/* The list, in PEM, of that CA, due in a day. */
void crl_below(const char *path);

/*
 * A revocation list with this date for the next one (0: none), in PEM at
 * `path`: signed
 * by the kit's CA, or forged, by another of the same name.
 */
void crl_issue(const char *path, time_t next_update, bool forged);

/* One of the kit's CA that is valid from then on. */
void crl_begins(const char *path, time_t this_update);

/*
 * wrong-ca.pem and wrong-ca-key.pem in this folder: who calls himself as
 * sensor-1 does, of a CA that calls itself as that one's issuer does.
 */
void impostor_issue(const char *folder);

/*
 * The same for credentials of a client: signed by its own key; or by a CA
 * that calls itself so, with or without the numbers of keys by which some
 * tell at once that it is another. Names as of gnutls_x509_crt_get_dn3().
 * gnutls_certificate_free_credentials() them.
 */
gnutls_certificate_credentials_t self_signed_credentials(const char *subject);
gnutls_certificate_credentials_t
impostor_credentials(const char *subject, const char *issuer, bool key_ids);

#endif
