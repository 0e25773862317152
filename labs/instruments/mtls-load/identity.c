/* SPDX-License-Identifier: MIT */
/*
 * Credentials are the expensive part of a TLS client, and they are immutable
 * once loaded: GnuTLS manual, "Thread safety".
 */
#include "identity.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

enum { PATH_SIZE = 4096 };

/* ---- Names ------------------------------------------------------------ */

static int add(struct identities *ids, const char *name, size_t length)
{
    struct identity *id = &ids->list[ids->count];

    if (ids->count == MAX_IDENTITIES || length >= sizeof id->name) {
        say("%s: more than %d certificates, or a name "
            "too long: give a smaller --unexpected folder",
            ids->options->unexpected, MAX_IDENTITIES);
        return -1;
    }
    memcpy(id->name, name, length);
    id->name[length] = '\0';
    ids->count++;
    return 0;
}

/* An entry counts when it is NAME-key.pem and NAME.pem stands beside it. */
static int consider(struct identities *ids, const char *file)
{
    char path[PATH_SIZE];
    size_t length = strlen(file);
    size_t name;
    int n;

    if (length <= 8 || strcmp(file + length - 8, "-key.pem") != 0)
        return 0;
    name = length - 8;
    n = snprintf(path, sizeof path, "%s/%.*s.pem", ids->options->unexpected,
                 (int)name, file);
    if (n < 0 || (size_t)n >= sizeof path || access(path, R_OK) < 0)
        return 0;
    return add(ids, file, name);
}

static int scan(struct identities *ids)
{
    struct dirent **entry = NULL;
    int n = scandir(ids->options->unexpected, &entry, NULL, alphasort);
    int rc = 0;

    if (n < 0) {
        say("%s: %s: run make certs", ids->options->unexpected,
            strerror(errno));
        return -1;
    }
    for (int i = 0; i < n; i++) {
        if (rc == 0)
            rc = consider(ids, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    return rc;
}

int identities_init(struct identities *ids, const struct options *options)
{
    memset(ids, 0, sizeof *ids);
    ids->options = options;
    if (add(ids, "good", 4) < 0 || add(ids, "none", 4) < 0)
        return -1;
    return options->unexpected == NULL ? 0 : scan(ids);
}

int identities_find(const struct identities *ids, const char *name)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (strcmp(ids->list[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

/* ---- Files ------------------------------------------------------------ */

static int load_trust(gnutls_certificate_credentials_t credentials,
                      const char *ca)
{
    int n;

    if (access(ca, R_OK) < 0) {
        say("--ca %s: %s: run make certs", ca, strerror(errno));
        return -1;
    }
    n = gnutls_certificate_set_x509_trust_file(credentials, ca,
                                               GNUTLS_X509_FMT_PEM);
    if (n > 0)
        return 0;
    say("%s: %s: give --ca a readable PEM file", ca,
        n == 0 ? "no certificate in it" : gnutls_strerror(n));
    return -1;
}

static int load_pair(gnutls_certificate_credentials_t credentials,
                     const char *cert, const char *key)
{
    int rc;

    if (access(cert, R_OK) < 0 || access(key, R_OK) < 0) {
        say("%s: %s: run make certs", access(cert, R_OK) < 0 ? cert : key,
            strerror(errno));
        return -1;
    }
    rc = gnutls_certificate_set_x509_key_file(credentials, cert, key,
                                              GNUTLS_X509_FMT_PEM);
    if (rc < 0) {
        say("%s with %s: %s: give a certificate and its key", cert, key,
            gnutls_strerror(rc));
        return -1;
    }
    return 0;
}

static int load_own(const struct identities *ids, size_t index,
                    gnutls_certificate_credentials_t credentials)
{
    const struct options *o = ids->options;
    const char *name = ids->list[index].name;
    char cert[PATH_SIZE];
    char key[PATH_SIZE];
    int c;
    int k;

    if (index == IDENTITY_NONE || (index == IDENTITY_GOOD && !o->cert))
        return 0;
    if (index == IDENTITY_GOOD)
        return load_pair(credentials, o->cert, o->key);
    c = snprintf(cert, sizeof cert, "%s/%s.pem", o->unexpected, name);
    k = snprintf(key, sizeof key, "%s/%s-key.pem", o->unexpected, name);
    if (c < 0 || k < 0 || c >= PATH_SIZE || k >= PATH_SIZE) {
        say("%s: path too long: move the folder", o->unexpected);
        return -1;
    }
    return load_pair(credentials, cert, key);
}

int identities_load(struct identities *ids, size_t index)
{
    struct identity *id = &ids->list[index];
    int rc;

    if (id->credentials != NULL)
        return 0;
    rc = gnutls_certificate_allocate_credentials(&id->credentials);
    if (rc < 0) {
        id->credentials = NULL;
        say("credentials: %s: free some memory", gnutls_strerror(rc));
        return -1;
    }
    if (load_trust(id->credentials, ids->options->ca) < 0)
        return -1;
    return load_own(ids, index, id->credentials);
}

void identities_free(struct identities *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (ids->list[i].credentials != NULL) {
            gnutls_certificate_free_credentials(ids->list[i].credentials);
            ids->list[i].credentials = NULL;
        }
    }
}
