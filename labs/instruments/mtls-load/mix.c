/* SPDX-License-Identifier: MIT */
/*
 * Reading --mix: names and weights, checked against the kinds of steps and
 * the certificates at hand.
 */
#include "mix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

/* ---- Flavours --------------------------------------------------------- */

static int add_flavour(struct plan *plan, struct share *share,
                       const char *name, size_t identity)
{
    size_t i = 0;

    while (i < plan->flavours && strcmp(plan->flavour[i].name, name) != 0)
        i++;
    if (i == plan->flavours) {
        struct flavour *f = &plan->flavour[i];

        if (i == MAX_FLAVOURS) {
            say("--mix: over %d kinds: give fewer", MAX_FLAVOURS);
            return 2;
        }
        (void)snprintf(f->name, sizeof f->name, "%s", name);
        f->kind = kind_find(name);
        f->identity = identity;
        plan->flavours++;
    }
    share->flavour[share->flavours++] = (uint8_t)i;
    return 0;
}

/* Every identity but the good one and the accepted one. */
int mix_add_refused(struct plan *plan, struct share *share,
                    const struct identities *ids)
{
    for (size_t i = IDENTITY_NONE; i < ids->count; i++) {
        char name[sizeof plan->flavour[0].name];
        int rc;

        if (strcmp(ids->list[i].name, "many-names") == 0)
            continue;
        (void)snprintf(name, sizeof name, "refused:%s", ids->list[i].name);
        rc = add_flavour(plan, share, name, i);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int add_named(struct plan *plan, struct share *share, const char *name,
                     const struct identities *ids)
{
    const char *wanted = NULL;
    int identity = IDENTITY_GOOD;

    if (strcmp(name, "refused") == 0)
        return mix_add_refused(plan, share, ids);
    if (strncmp(name, "refused:", 8) == 0)
        wanted = name + 8;
    else if (strcmp(name, "many-names") == 0)
        wanted = name;
    if (wanted != NULL) {
        identity = identities_find(ids, wanted);
        if (identity <= IDENTITY_GOOD) {
            say("--mix %s: no %s.pem and %s-key.pem in %s", name, wanted,
                wanted,
                ids->options->unexpected != NULL
                    ? ids->options->unexpected
                    : "--unexpected, which is not given");
            return 1;
        }
    }
    return add_flavour(plan, share, name, (size_t)identity);
}

/* ---- The mix ---------------------------------------------------------- */

/* Splits "NAME=WEIGHT" in place. Returns 0, or -1 for a bad weight. */
static int split_weight(char *word, uint64_t *weight)
{
    char *equals = strchr(word, '=');
    char *end;
    long number;

    *weight = 1;
    if (equals == NULL)
        return 0;
    *equals = '\0';
    errno = 0;
    number = strtol(equals + 1, &end, 10);
    if (errno != 0 || end == equals + 1 || *end != '\0' || number < 0 ||
        number > 1000000)
        return -1;
    *weight = (uint64_t)number;
    return 0;
}

static int add_share(struct plan *plan, struct mix *mix, char *word, bool tls,
                     const struct identities *ids)
{
    struct share *share = &mix->share[mix->shares];
    const struct kind *kind;
    int rc;

    if (split_weight(word, &share->weight) < 0 ||
        mix->shares == MAX_FLAVOURS - 1) {
        say("--mix %s: give each of at most %d names "
            "a weight from 0 to 1000000",
            word, MAX_FLAVOURS - 1);
        return 2;
    }
    kind = kind_find(word);
    if (kind == NULL) {
        char names[512];

        kinds_list(names, sizeof names);
        say("--mix %s: no such kind; there are: %s", word, names);
        return 2;
    }
    if (!tls &&
        (kind->act == ACT_REFUSED ||
         (kind->act >= ACT_ABORT_HELLO && kind->act <= ACT_ABORT_FINISHED))) {
        say("--mix %s: needs an https:// URL", word);
        return 2;
    }
    rc = add_named(plan, share, word, ids);
    mix->total += share->weight;
    mix->shares++;
    return rc;
}

int mix_read(struct plan *plan, struct mix *mix, const char *text, bool tls,
             const struct identities *ids)
{
    char *copy = strdup(text);
    char *rest = NULL;
    int rc = copy == NULL ? 1 : 0;

    for (char *word = copy == NULL ? NULL : strtok_r(copy, ",", &rest);
         word != NULL && rc == 0; word = strtok_r(NULL, ",", &rest)) {
        rc = add_share(plan, mix, word, tls, ids);
    }
    free(copy);
    if (rc == 0 && mix->total == 0) {
        say("--mix %s: give at least one name a weight above 0", text);
        rc = 2;
    }
    return rc;
}
