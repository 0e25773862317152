/* SPDX-License-Identifier: MIT */
/* RTLD_NEXT and RTLD_DEFAULT are beyond POSIX 2008. */
#define _GNU_SOURCE
#include "intake.h"

#include <dlfcn.h>

#include "http/gate.h"
#include "process/clock.h"
#include "process/log.h"
#include "process/rounds.h"

/* GnuTLS's own functions. */
static struct {
    ssize_t (*recv)(gnutls_session_t, void *, size_t);
    ssize_t (*send)(gnutls_session_t, const void *, size_t);
    size_t (*check_pending)(gnutls_session_t);
    int (*handshake)(gnutls_session_t);
} real;

static const struct options *options;
static void (*failed)(gnutls_session_t tls, int code);

static struct session *session_of(gnutls_session_t tls)
{
    return gnutls_db_get_ptr(tls);
}

/* NULL: it has not been heard yet. */
static struct pace *pace_of(const struct session *session)
{
    struct gate *gate = session != NULL ? session_gate(session) : NULL;

    return gate != NULL ? gate_pace(gate) : NULL;
}

/* ---- The time of a request --------------------------------------------- */

static void begin(struct pace *pace)
{
    if (pace->since == 0) {
        pace->since = clock_now();
        pace->came = 0;
    }
}

/*
 * Whether it is over, for the request or, while it comes, its body. Asked
 * whenever a byte may go either way: a client that is silent meets --timeout.
 */
static bool is_late(const struct session *session, bool coming)
{
    const struct pace *pace = pace_of(session);
    enum limit limit = LIMIT_REQUEST_TIME;
    int64_t took = 0;

    if (pace == NULL || pace->since == 0)
        return false;
    took = clock_now() - pace->since;
    if (took <= (int64_t)options->request_time * 1000) {
        limit = LIMIT_BODY_RATE;
        if (!coming || took <= (int64_t)options->timeout * 1000 +
                                   pace->came * 1000 / options->body_rate)
            return false;
    }
    log_limit(limit, session_client(session));
    return true;
}

bool intake_begin_request(struct session *session, const char *method)
{
    struct pace *pace = pace_of(session);

    if (pace == NULL)
        return false;
    begin(pace);
    whole_begin(&pace->whole, method);
    if (++pace->requests == options->max_requests)
        log_limit(LIMIT_REQUESTS, session_client(session));
    return true;
}

bool intake_is_last(const struct session *session)
{
    const struct pace *pace = pace_of(session);

    return pace != NULL && pace->requests >= options->max_requests;
}

void intake_answer(struct session *session, uint64_t length)
{
    struct pace *pace = pace_of(session);

    if (pace != NULL)
        whole_answer(&pace->whole, length);
}

void intake_end_request(struct session *session)
{
    struct pace *pace = pace_of(session);

    rounds_moved(); /* another one may have come with it already */
    if (pace != NULL)
        pace->since = 0;
}

/* ---- The source of a gate -------------------------------------------- */

/*
 * The client has ended its stream in the midst of a record or of its flight.
 * GnuTLS asks to be called again when more has come. Nothing will: told so,
 * libmicrohttpd would keep the connection until --timeout.
 */
static int or_ended(struct session *session, ssize_t code)
{
    return code == GNUTLS_E_AGAIN && session != NULL &&
                   session_budget(session)->ended
               ? GNUTLS_E_PREMATURE_TERMINATION
               : (int)code;
}

/* libmicrohttpd would only say goodbye, whatever came (RFC 8446, 6.2). */
static void on_fatal(gnutls_session_t tls, const struct session *session,
                     int code)
{
    if (code < 0 && gnutls_error_is_fatal(code) && failed != NULL &&
        session != NULL)
        failed(tls, code);
}

static ssize_t source_read(void *tls, void *data, size_t size)
{
    struct session *session = session_of(tls);
    struct pace *pace = pace_of(session);
    ssize_t got = 0;

    /*
     * GnuTLS says so after each record without data, too, with the socket half
     * read. libmicrohttpd's epoll is told of news alone: it would never look
     * there again. The budget bounds how often.
     */
    do {
        got = real.recv(tls, data, size);
    } while (got == GNUTLS_E_AGAIN && session != NULL &&
             session_budget(session)->came);
    got = or_ended(session, got);
    on_fatal(tls, session, (int)got);
    if (got > 0)
        rounds_moved();
    if (got > 0 && pace != NULL) {
        budget_refill(session_budget(session)); /* it is no handshake */
        begin(pace);
        pace->came += got;
    }
    return got;
}

static size_t source_pending(void *tls)
{
    return real.check_pending(tls);
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
    const struct gate_source source = {
        .object = tls, .read = source_read, .pending = source_pending};
    struct session *session = session_of(tls);
    struct gate *gate = gate_of(session);
    ssize_t got = 0;

    if (gate == NULL)
        return GNUTLS_E_MEMORY_ERROR;
    if (is_late(session, true))
        return GNUTLS_E_TIMEDOUT;
    got = gate_read(gate, &source, data, size);
    if (got > 0) /* out of what had come before, perhaps */
        rounds_moved();
    return got;
}

ssize_t gnutls_record_send(gnutls_session_t tls, const void *data, size_t size)
{
    const struct session *session = session_of(tls);
    struct pace *pace = pace_of(session);
    ssize_t sent = 0;

    if (is_late(session, false))
        return GNUTLS_E_TIMEDOUT;
    sent = pace != NULL ? whole_send(&pace->whole, tls, real.send, data, size)
                        : real.send(tls, data, size);
    if (sent > 0)
        rounds_moved();
    return sent;
}

size_t gnutls_record_check_pending(gnutls_session_t tls)
{
    const struct session *session = session_of(tls);
    const struct gate *gate = session != NULL ? session_gate(session) : NULL;
    size_t pending = gate != NULL ? gate_pending(gate) : 0;

    return pending + real.check_pending(tls);
}

int gnutls_handshake(gnutls_session_t tls)
{
    struct session *session = session_of(tls);
    int code = or_ended(session, real.handshake(tls));

    if (code == GNUTLS_E_AGAIN)
        rounds_thinking();
    on_fatal(tls, session, code);
    return code;
}

/* ---- Start and end --------------------------------------------------- */

/* The form that POSIX gives, see dlsym: ISO C has none. */
static const struct {
    const char *name;
    void **real;
} ours[] = {
    {"gnutls_record_recv", (void **)&real.recv},
    {"gnutls_record_send", (void **)&real.send},
    {"gnutls_record_check_pending", (void **)&real.check_pending},
    {"gnutls_handshake", (void **)&real.handshake},
};
#define OURS (sizeof ours / sizeof *ours)

/* As soon as the program is loaded: anybody may call one of them. */
__attribute__((constructor)) static void find_real(void)
{
    for (size_t i = 0; i < OURS; i++)
        *ours[i].real = dlsym(RTLD_NEXT, ours[i].name);
}

int intake_start(const struct options *chosen,
                 void (*tell_failed)(gnutls_session_t tls, int code))
{
    options = chosen;
    failed = tell_failed;
    /* A library that asks for one has to get ours. */
    for (size_t i = 0; i < OURS; i++) {
        if (*ours[i].real == NULL ||
            dlsym(RTLD_DEFAULT, ours[i].name) == *ours[i].real)
            return -1;
    }
    return 0;
}

void intake_offer(gnutls_session_t tls)
{
    static const gnutls_datum_t names[] = {{(unsigned char *)"http/1.1", 8},
                                           {(unsigned char *)"http/1.0", 8}};

    /* Out of memory, the handshake says nothing of protocols. */
    (void)gnutls_alpn_set_protocols(tls, names, 2, GNUTLS_ALPN_MANDATORY);
}

void intake_end(struct session *session)
{
    gate_free(session_gate(session));
    session_set_gate(session, NULL);
}
