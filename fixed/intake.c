/* SPDX-License-Identifier: MIT */
/*
 * Between GnuTLS and libmicrohttpd.
 */
/* RTLD_NEXT and RTLD_DEFAULT are beyond POSIX 2008. */
#define _GNU_SOURCE
#include "intake.h"

#include <dlfcn.h>
#include <gnutls/gnutls.h>

#include "http/gate.h"

static ssize_t (*real_recv)(gnutls_session_t, void *, size_t);
static size_t (*real_check_pending)(gnutls_session_t);

/* ---- The source of a gate -------------------------------------------- */

static ssize_t source_read(void *tls, void *data, size_t size)
{
    struct session *session = gnutls_db_get_ptr(tls);
    ssize_t got = 0;

    /*
     * GnuTLS says so after each record without data, too, with the socket half
     * read. libmicrohttpd's epoll is told of news alone: it would never look
     * there again. The budget bounds how often.
     */
    do {
        got = real_recv(tls, data, size);
    } while (got == GNUTLS_E_AGAIN && session != NULL &&
             session_budget(session)->came);
    if (got > 0 && session != NULL) /* it is no handshake: tls/budget.h */
        budget_refill(session_budget(session));
    return got;
}

static size_t source_pending(void *tls)
{
    return real_check_pending(tls);
}

/* Made when a client is heard for the first time; NULL: no memory. */
static struct gate *gate_of(struct session *session)
{
    struct gate *gate = NULL;

    if (session == NULL)
        return NULL;
    gate = session_gate(session);
    if (gate != NULL)
        return gate;
    gate = gate_new();
    session_set_gate(session, gate);
    return gate;
}

/* ---- In the place of GnuTLS's own ------------------------------------ */

ssize_t gnutls_record_recv(gnutls_session_t tls, void *data, size_t size)
{
    const struct gate_source source = {.object = tls,
                                       .read = source_read,
                                       .pending = source_pending,
                                       .no_memory = GNUTLS_E_MEMORY_ERROR};
    struct gate *gate = gate_of(gnutls_db_get_ptr(tls));

    if (gate == NULL)
        return GNUTLS_E_MEMORY_ERROR;
    return gate_read(gate, &source, data, size);
}

size_t gnutls_record_check_pending(gnutls_session_t tls)
{
    const struct session *session = gnutls_db_get_ptr(tls);
    const struct gate *gate = session != NULL ? session_gate(session) : NULL;
    size_t pending = gate != NULL ? gate_pending(gate) : 0;

    return pending + real_check_pending(tls);
}

/* ---- Start and end --------------------------------------------------- */

/* C has no cast between objects and functions; POSIX has them alike. */
union symbol {
    void *object;
    ssize_t (*recv)(gnutls_session_t, void *, size_t);
    size_t (*check_pending)(gnutls_session_t);
};

int intake_start(void)
{
    union symbol recv = {dlsym(RTLD_NEXT, "gnutls_record_recv")};
    union symbol pending = {dlsym(RTLD_NEXT, "gnutls_record_check_pending")};
    union symbol our_recv = {.recv = gnutls_record_recv};
    union symbol our_pending = {.check_pending = gnutls_record_check_pending};

    real_recv = recv.recv;
    real_check_pending = pending.check_pending;
    /* What a library gets, which asks for these names. */
    return recv.object != NULL && pending.object != NULL &&
                   dlsym(RTLD_DEFAULT, "gnutls_record_recv") ==
                       our_recv.object &&
                   dlsym(RTLD_DEFAULT, "gnutls_record_check_pending") ==
                       our_pending.object
               ? 0
               : -1;
}

void intake_offer(gnutls_session_t tls)
{
    static unsigned char http_1_1[] = "http/1.1";
    static unsigned char http_1_0[] = "http/1.0";
    static const gnutls_datum_t names[] = {{http_1_1, sizeof http_1_1 - 1},
                                           {http_1_0, sizeof http_1_0 - 1}};

    /* Out of memory, the handshake says nothing of protocols. */
    (void)gnutls_alpn_set_protocols(tls, names, 2, GNUTLS_ALPN_MANDATORY);
}

void intake_end(struct session *session)
{
    gate_free(session_gate(session));
    session_set_gate(session, NULL);
}

bool intake_checked(const struct session *session)
{
    return session_gate(session) != NULL;
}
