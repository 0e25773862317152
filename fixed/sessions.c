/* SPDX-License-Identifier: MIT */
/*
 * One record per connection, in an intrusive list: the links are inside the
 * records, so that linking needs no memory and cannot fail.
 */
#define _POSIX_C_SOURCE 200809L
#include "sessions.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include "process/metrics.h"
#include "process/net.h"
#include "scope.h"

struct link {
    struct link *next, *previous;
};

struct session {
    unsigned long id;
    enum session_state state;
    enum handshake doubt;
    bool resumed;
    unsigned roles;
    char client[NET_ADDRESS_SIZE];
    struct gate *gate;
    struct budget budget;
    struct identity identity;
    const char *protocol;
    const char *cipher;
    time_t opened;
    time_t expiry;
    unsigned long requests;
    struct tls_context *context;
    struct link link;
};

/* ---- The list -------------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct link list = {&list, &list}; /* a ring: no end to test for */
static unsigned long last_id;

static struct session *session_of(struct link *link)
{
    return (struct session *)((char *)link - offsetof(struct session, link));
}

/* Locking a plain, static mutex cannot fail. */
static void lock(void)
{
    (void)pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&mutex);
}

/* ---- Open and close -------------------------------------------------- */

struct session *session_open(const struct sockaddr *client)
{
    struct session *session = calloc(1, sizeof *session);

    if (session == NULL)
        return NULL;
    net_address(client, session->client);
    session->opened = time(NULL);
    session->doubt = HANDSHAKE_INCOMPLETE;
    session->roles = ALLOW_ALL; /* until it is judged, if it is */
    session->identity.kind = "none";
    session->protocol = "none";
    session->cipher = "none";
    lock();
    session->id = ++last_id;
    session->link.next = list.next;
    session->link.previous = &list;
    list.next->previous = &session->link;
    list.next = &session->link;
    unlock();
    metrics_live(MODULE_SESSIONS, 1);
    return session;
}

void session_close(struct session *session)
{
    if (session == NULL)
        return;
    /*
     * The record ends with its connection: out of the list, then freed. No
     * request needs it any more: libmicrohttpd ends the requests of a
     * connection first. A record that is only marked closed stays for ever,
     * and since the list points at the links inside the records, never at
     * their start, memcheck calls it "possibly lost".
     */
    lock();
    session->link.previous->next = session->link.next;
    session->link.next->previous = session->link.previous;
    unlock();
    tls_release(session->context);
    metrics_live(MODULE_SESSIONS, -1);
    free(session);
}

/* ---- What the handshake found out ------------------------------------ */

void session_set_state(struct session *session, enum session_state state)
{
    lock();
    session->state = state;
    unlock();
}

enum session_state session_state(const struct session *session)
{
    return session->state;
}

void session_set_doubt(struct session *session, enum handshake doubt)
{
    session->doubt = doubt;
}

enum handshake session_doubt(const struct session *session)
{
    return session->doubt;
}

void session_set_identity(struct session *session,
                          const struct identity *identity)
{
    lock();
    session->identity = *identity;
    unlock();
}

void session_describe(struct session *session, const char *protocol,
                      const char *cipher, bool resumed)
{
    lock();
    session->protocol = protocol;
    session->cipher = cipher;
    session->resumed = resumed;
    unlock();
}

void session_set_roles(struct session *session, unsigned roles)
{
    session->roles = roles;
}

unsigned session_roles(const struct session *session)
{
    return session->roles;
}

void session_set_expiry(struct session *session, time_t expiry)
{
    session->expiry = expiry;
}

time_t session_expiry(const struct session *session)
{
    return session->expiry;
}

void session_set_context(struct session *session, struct tls_context *context)
{
    struct tls_context *before = session->context;

    session->context = context;
    tls_release(before);
}

const struct tls_context *session_context(const struct session *session)
{
    return session->context;
}

void session_set_gate(struct session *session, struct gate *gate)
{
    session->gate = gate;
}

struct gate *session_gate(const struct session *session)
{
    return session->gate;
}

struct budget *session_budget(struct session *session)
{
    return &session->budget;
}

/* ---- While it lives -------------------------------------------------- */

const char *session_peer(const struct session *session)
{
    return session->identity.name;
}

const struct identity *session_identity(const struct session *session)
{
    return &session->identity;
}

const char *session_client(const struct session *session)
{
    return session->client;
}

void session_count_request(struct session *session)
{
    lock();
    session->requests++;
    unlock();
}

static json_t *session_json(const struct session *session)
{
    return json_pack(
        "{s:I s:s s:s s:s s:s s:b s:I s:I}", "id", (json_int_t)session->id,
        "peer", session_peer(session), "client", session->client, "protocol",
        session->protocol, "cipher", session->cipher, "resumed",
        (int)session->resumed, "opened", (json_int_t)session->opened,
        "requests", (json_int_t)session->requests);
}

json_t *sessions_json(void)
{
    scoped_json json_t *array = json_array();
    int failed = array == NULL;

    lock();
    for (struct link *l = list.next; l != &list && !failed; l = l->next) {
        const struct session *session = session_of(l);

        if (session->state == SESSION_SECURE)
            failed = json_array_append_new(array, session_json(session)) < 0;
    }
    unlock();
    return failed ? NULL : scope_take(array);
}
