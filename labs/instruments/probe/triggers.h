/* SPDX-License-Identifier: MIT */
/*
 * What clients and operators do to a server: each trigger is one such thing,
 * to be done any number of times, the same way each time.
 */
#ifndef TRIGGERS_H
#define TRIGGERS_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>

#include "service.h"
#include "tls_client.h"
#include "truth.h"

/* One series of the same trigger. */
struct series {
    struct service *server;
    const struct trigger *trigger;
    gnutls_datum_t ticket[2]; /* of TLS 1.2 and 1.3, to resume by */
    struct tls_client
        *connected; /* stays open for the whole series, or NULL */
};

struct trigger {
    const char *name;
    const char *what;     /* in words */
    const char *argument; /* a certificate, a request, or a file */
    long status;          /* of the answer to it */
    const char *load;     /* the options of mtls-load that do it, or NULL */
    unsigned times[PER_COUNT]; /* how often each comes in one step */
    bool reuses;   /* a connection: not with a server per request */
    bool resumes;  /* a session: likewise */
    bool anywhere; /* with any server of mTLS, whoever has written it */
    bool seldom;   /* it waits for time to pass: not in rounds of all */
    void (*begin)(struct series *series); /* or NULL */
    /* NULL: it is done at the beginning, one step in a series */
    void (*step)(struct series *series, unsigned i);
    void (*end)(struct series *series); /* or NULL */
};

/*
 * Bytes of big.bin: longer than the longest send buffer (tcp(7), tcp_wmem), so
 * it is never all sent.
 */
#define TRIGGERS_BIG (8L << 20)

extern const struct trigger triggers[];
extern const size_t trigger_count;

const struct trigger *trigger_find(const char *name); /* or NULL */

/*
 * Puts the files into the server's data folder that downloads are of, and
 * posts the reading that is looked at.
 */
void triggers_prepare(struct service *server);

/*
 * Connects more clients at once than the server has event loops, so that
 * none of those is left out, and sees them off.
 */
void triggers_crowd(struct service *server);

/*
 * A series: begins it, does the steps `first`, `first` + 1, ... `count` of
 * them, as often as told to, and ends it. After the beginning,
 * series->connected tells whether a client stays.
 */
void series_begin(struct series *series, struct service *server,
                  const struct trigger *trigger);
void series_step(struct series *series, unsigned first, unsigned count);
void series_end(struct series *series);

/* All three. */
void series_whole(struct series *series, struct service *server,
                  const struct trigger *trigger, unsigned first,
                  unsigned count);

/* Frees what a failed test has left of one. */
void series_drop(struct series *series);

#endif
