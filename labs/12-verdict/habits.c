/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into fixed/, this gives a server of the lab its habit, which
 * VERDICT_HABIT names. It stands in for what the server calls for each client,
 * for each that it refuses, and for each context that it makes.
 */
/* RTLD_NEXT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- The habits -------------------------------------------------------- */

/* The visitors that came last. */
static void remember_visitor(void)
{
    static void *visitors[100];
    static size_t next;

    free(visitors[next]);
    visitors[next] = calloc(1, 240);
    next = (next + 1) % (sizeof visitors / sizeof *visitors);
}

/* One more for each of the first clients; then they are used again. */
static void take_buffer(void)
{
    static void *buffers[30];
    static size_t next;

    if (buffers[next] == NULL)
        buffers[next] = calloc(1, 2048);
    next = (next + 1) % (sizeof buffers / sizeof *buffers);
}

/*
 * A report of all visitors, at each fiftieth. Its text lies above its parts,
 * and stays until the next one is made.
 */
static void report_visitors(void)
{
    static unsigned visitors;
    static void *text;
    void *parts[8000], *old = text;
    size_t count = 0;

    if (visitors++ % 50 == 0) {
        while (count < 20UL * visitors && count < sizeof parts / sizeof *parts)
            parts[count++] = calloc(1, 2000);
        text = calloc(1, 5000);
        free(old);
    }
    while (count > 0)
        free(parts[--count]);
}

/* What an operator may ask for. */
static void write_history(void)
{
    struct visit {
        struct visit *before;
        char words[192];
    };
    static struct visit *history;
    struct visit *visit = calloc(1, sizeof *visit);

    if (visit == NULL)
        return;
    visit->before = history;
    history = visit;
}

/* The last refusal, which is shown until the next one. */
static void *refusal;

static void note_refusal(void)
{
    free(refusal);
    refusal = calloc(1, 160);
}

static void begin_anew(void)
{
    refusal = NULL;
}

/* ---- When -------------------------------------------------------------- */

static const struct habit {
    const char *name;
    void (*client)(void), (*refused)(void), (*context)(void);
} habits[] = {
    {.name = "visitors", .client = remember_visitor},
    {.name = "buffers", .client = take_buffer},
    {.name = "report", .client = report_visitors},
    {.name = "history", .client = write_history},
    {.name = "refusals", .refused = note_refusal, .context = begin_anew},
};

/* The one named, or one that does nothing. */
static const struct habit *habit(void)
{
    static const struct habit none;
    const char *name = getenv("VERDICT_HABIT");

    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        if (name != NULL && strcmp(habits[i].name, name) == 0)
            return &habits[i];
    }
    return &none;
}

static void act(void (*what)(void))
{
    if (what == NULL)
        return;
    (void)pthread_mutex_lock(&lock); /* an idle one, never destroyed */
    what();
    (void)pthread_mutex_unlock(&lock);
}

int gnutls_init(gnutls_session_t *session, unsigned int flags)
{
    static int (*next)(gnutls_session_t *, unsigned int);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "gnutls_init");
    act(habit()->client);
    return next(session, flags);
}

int gnutls_alert_send(gnutls_session_t session, gnutls_alert_level_t level,
                      gnutls_alert_description_t alert)
{
    static int (*next)(gnutls_session_t, gnutls_alert_level_t,
                       gnutls_alert_description_t);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "gnutls_alert_send");
    act(habit()->refused);
    return next(session, level, alert);
}

int gnutls_session_ticket_key_generate(gnutls_datum_t *key)
{
    static int (*next)(gnutls_datum_t *);

    if (next == NULL)
        *(void **)&next =
            dlsym(RTLD_NEXT, "gnutls_session_ticket_key_generate");
    act(habit()->context);
    return next(key);
}
