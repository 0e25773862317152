/* SPDX-License-Identifier: MIT */
/*
 * The client: who it says that it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs.h"
#include "failure.h"
#include "tls_private.h"

/* ---- Shared credentials ---------------------------------------------- */

struct identity {
    SLIST_ENTRY(identity) entry;
    char name[64]; /* "": none */
    gnutls_certificate_credentials_t credentials;
};

static SLIST_HEAD(identity_list,
                  identity) identities = SLIST_HEAD_INITIALIZER(identities);

static gnutls_certificate_credentials_t credentials_of(const char *name)
{
    const char *key = name != NULL ? name : "";
    struct identity *identity = NULL;

    SLIST_FOREACH (identity, &identities, entry) {
        if (strcmp(identity->name, key) == 0)
            return identity->credentials;
    }
    identity = calloc(1, sizeof *identity);
    if (identity == NULL)
        fail_because("out of memory");
    (void)snprintf(identity->name, sizeof identity->name, "%s", key);
    identity->credentials = cert_credentials(name);
    SLIST_INSERT_HEAD(&identities, identity, entry);
    return identity->credentials;
}

void tls_free_credentials(void)
{
    while (!SLIST_EMPTY(&identities)) {
        struct identity *identity = SLIST_FIRST(&identities);

        SLIST_REMOVE_HEAD(&identities, entry);
        gnutls_certificate_free_credentials(identity->credentials);
        free(identity);
    }
}

/* ---- Any bytes as a certificate -------------------------------------- */

/*
 * GnuTLS sends the bytes of a pcert as they are, and looks at its public key
 * only to choose an algorithm: so they need not even parse.
 */
static int choose_forged(gnutls_session_t session,
                         const gnutls_datum_t *issuers, int issuer_count,
                         const gnutls_pk_algorithm_t *algorithms,
                         int algorithm_count, gnutls_pcert_st **chain,
                         unsigned *length, gnutls_privkey_t *key)
{
    struct tls_client *client = gnutls_session_get_ptr(session);

    (void)issuers, (void)issuer_count, (void)algorithms;
    (void)algorithm_count;
    *chain = client->forged;
    *length = client->forged_count;
    *key = client->key;
    return 0;
}

static gnutls_certificate_credentials_t forge(struct tls_client *client,
                                              const struct tls_setup *setup)
{
    gnutls_pcert_st *first = &client->forged[0];
    gnutls_datum_t pem = {NULL, 0};
    char path[PATH_SIZE];

    client->own = cert_credentials(setup->certificate);
    key_path(path, "sensor-1");
    pem = read_pem(path);
    assert_gnutls_ok(gnutls_privkey_init(&client->key));
    assert_gnutls_ok(gnutls_privkey_import_x509_raw(
        client->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0));
    free(pem.data);
    first->type = GNUTLS_CRT_X509;
    first->cert = *setup->der;
    assert_gnutls_ok(gnutls_pubkey_init(&first->pubkey));
    assert_gnutls_ok(
        gnutls_pubkey_import_privkey(first->pubkey, client->key, 0, 0));
    client->forged_count = 1;
    for (unsigned i = 0; setup->issuer != NULL && i <= setup->repeated; i++)
        client->forged[client->forged_count++] =
            (gnutls_pcert_st){.type = GNUTLS_CRT_X509, .cert = *setup->issuer};
    gnutls_certificate_set_retrieve_function2(client->own, choose_forged);
    return client->own;
}

gnutls_certificate_credentials_t tls_identity(struct tls_client *client,
                                              const struct tls_setup *setup)
{
    if (setup->credentials != NULL)
        return setup->credentials;
    return setup->der != NULL ? forge(client, setup)
                              : credentials_of(setup->certificate);
}
