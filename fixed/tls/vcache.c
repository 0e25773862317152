/* SPDX-License-Identifier: MIT */
#include "tls/vcache.h"

#include <gnutls/crypto.h>
#include <gnutls/ocsp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "process/metrics.h"

struct entry {
    struct vcache_key key;
    time_t verified; /* 0: nothing is here, as that is too long ago */
    time_t expiry;
};

/* A chain has one place: a flood of others costs the work saved, no more. */
struct vcache {
    struct entry entries[VCACHE_PLACES];
};

/* ---- How long ----------------------------------------------------------- */

static unsigned long lifetime = 300; /* seconds */

static int set_lifetime(const char *text)
{
    return options_number("--verify-cache", text, 0, 3600, &lifetime);
}

const struct extra vcache_option = {
    "verify-cache",
    "SECONDS",
    "  --verify-cache SECONDS 0 to 3600: how long it is remembered that a\n"
    "                         chain was verified; 0: not at all (300)\n",
    set_lifetime,
};

/* ---- Make and free ------------------------------------------------------ */

struct vcache *vcache_new(void)
{
    return calloc(1, sizeof(struct vcache));
}

void vcache_free(struct vcache *cache)
{
    free(cache);
}

/* ---- The key ------------------------------------------------------------ */

/* GnuTLS judges an OCSP response that a client staples to its chain, too. */
static bool is_stapled(gnutls_session_t tls, unsigned count)
{
    gnutls_datum_t response = {NULL, 0};

    for (unsigned i = 0; i < count; i++) {
        if (gnutls_ocsp_status_request_get2(tls, i, &response) >= 0)
            return true;
    }
    return false;
}

/* With the lengths: else two chains could be cut from the same bytes. */
bool vcache_key(gnutls_session_t tls, struct vcache_key *key)
{
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls, &count);
    gnutls_hash_hd_t hash = NULL;
    bool whole = true;

    if (lifetime == 0 || chain == NULL || is_stapled(tls, count) ||
        gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0)
        return false;
    for (unsigned i = 0; i < count; i++)
        whole = whole &&
                gnutls_hash(hash, &chain[i].size, sizeof chain[i].size) >= 0 &&
                gnutls_hash(hash, chain[i].data, chain[i].size) >= 0;
    gnutls_hash_deinit(hash, key->bytes);
    return whole;
}

/* ---- The table ---------------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct entry *place(struct vcache *cache, const struct vcache_key *key)
{
    unsigned number = key->bytes[0] * 256U + key->bytes[1];

    return &cache->entries[number % VCACHE_PLACES];
}

/* If the clock was set back, nobody knows what was valid then. */
static bool holds(const struct entry *entry, time_t now)
{
    return entry->verified <= now &&
           now - entry->verified < (time_t)lifetime && now <= entry->expiry;
}

bool vcache_find(struct vcache *cache, const struct vcache_key *key,
                 time_t now, time_t *expiry)
{
    const struct entry *entry = place(cache, key);
    bool found = false;

    (void)pthread_mutex_lock(&mutex); /* cannot fail: a plain, static mutex */
    found = memcmp(&entry->key, key, sizeof *key) == 0 && holds(entry, now);
    if (found)
        *expiry = entry->expiry;
    (void)pthread_mutex_unlock(&mutex);
    if (found)
        metrics_add(VALUE_VERIFICATIONS_SAVED, 1);
    return found;
}

void vcache_add(struct vcache *cache, const struct vcache_key *key, time_t now,
                time_t expiry)
{
    (void)pthread_mutex_lock(&mutex);
    *place(cache, key) = (struct entry){*key, now, expiry};
    (void)pthread_mutex_unlock(&mutex);
}
