/* SPDX-License-Identifier: MIT */
/*
 * The one way in which scan connects: a handshake, perhaps a request, and
 * what became of it.
 */
#ifndef SCAN_ASK_H
#define SCAN_ASK_H

#include "scan.h"

#include "probe/tls_client.h"

struct visit {
    const struct client *client;
    int minor;                    /* 2, 3: TLS 1.2, 1.3 alone */
    const char *priorities;       /* of GnuTLS, instead of that */
    const gnutls_datum_t *resume; /* from an outcome, or NULL */
    const char *request;          /* NULL: only listens */
    size_t size;                  /* of it; 0: it is a text */
    const char *second; /* one more on that connection; "": is in the first */
    bool handshake_only;
    /* Shown the session after the handshake, whatever became of it. */
    void (*look)(gnutls_session_t session, void *object);
    void *object;
};

enum end {
    END_NONE,   /* the handshake came to its end, and no more was asked */
    END_ANSWER, /* of HTTP */
    END_ALERT,
    END_CLOSED, /* without an alert */
    END_SILENT, /* for --patience */
    END_OURS    /* our side gave up */
};

/* Begins with ask(), ends with outcome_free(). */
struct outcome {
    enum end end;
    int code;    /* of GnuTLS */
    int alert;   /* of END_ALERT */
    bool hello;  /* the server has chosen version and cipher */
    bool wanted; /* it has asked for a certificate */
    bool shaken; /* the handshake came to its end */
    bool resumed;
    bool ticket;   /* one has come */
    long lifetime; /* of the last ticket, in seconds; -1: none came */
    char suite[80];
    gnutls_datum_t session; /* resumes it; may be empty */
    struct http_response answer;
    long second;        /* status of the second answer; 0: none came */
    bool second_silent; /* for --patience nothing did, nor an end */
};

#define scoped_outcome __attribute__((cleanup(outcome_free)))

void ask(const struct scan *scan, const struct visit *visit,
         struct outcome *outcome);
void outcome_free(struct outcome *outcome);

/* "alert 116 (Certificate is required)". Returns `text`. */
#define OUTCOME_TEXT 120
const char *outcome_text(const struct outcome *outcome,
                         char text[OUTCOME_TEXT]);

/* The setup of such a client. */
struct tls_setup ask_setup(const struct scan *scan,
                           const struct client *client, int minor);

/* `inside` after its handshake, or NULL: it did not succeed. */
struct tls_client *ask_enter(const struct scan *scan);

#endif
