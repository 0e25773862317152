/* SPDX-License-Identifier: MIT */
/*
 * Who the clients are: one credentials object per certificate, loaded once,
 * then only read, and so shared by all threads.
 */
#ifndef MTLS_LOAD_IDENTITY_H
#define MTLS_LOAD_IDENTITY_H

#include <gnutls/gnutls.h>
#include <stddef.h>

#include "options.h"

enum {
    MAX_IDENTITIES = 40,
    IDENTITY_GOOD = 0, /* --cert and --key; without them, no certificate */
    IDENTITY_NONE = 1, /* no certificate */
};

struct identity {
    char name[40];
    gnutls_certificate_credentials_t credentials; /* NULL until loaded */
};

struct identities {
    const struct options *options; /* of the caller, must outlive this */
    struct identity list[MAX_IDENTITIES];
    size_t count;
};

/*
 * Names the identities: good, none, and each NAME with NAME.pem and
 * NAME-key.pem in --unexpected, in alphabetical order. Loads none yet.
 * Returns 0, or -1 with the reason on stderr. identities_free() frees.
 */
int identities_init(struct identities *ids, const struct options *options);

/*
 * Loads an identity's files, unless loaded. Returns 0, or -1 with the reason
 * on stderr. Before the threads start only.
 */
int identities_load(struct identities *ids, size_t index);

/* The index of a name, or -1. */
int identities_find(const struct identities *ids, const char *name);

void identities_free(struct identities *ids);

#endif
