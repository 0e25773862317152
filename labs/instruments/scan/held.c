/* SPDX-License-Identifier: MIT */
/*
 * What each kind of client leaves behind in the server's process.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "findings.h"

#include "probe/failure.h"
#include "probe/shape.h"

#define STEPS 32U /* and then twice as many */
#define REST_SECONDS 20

struct watch {
    const struct scan *scan;
    struct heapmeter meter; /* map NULL: there is none */
    long sockets;           /* without any client */
};

/* ---- One look ---------------------------------------------------------- */

static bool look(const struct watch *watch, long sockets,
                 struct holding *holding)
{
    struct rest rest = {.pid = watch->scan->options->pid,
                        .meter =
                            watch->meter.map != NULL ? &watch->meter : NULL,
                        .sockets = sockets,
                        .sockets_may_stay = true};
    struct held held;

    if (rest_wait(&rest, REST_SECONDS) != REST_REACHED ||
        held_read(rest.pid, &held) < 0)
        return false;
    *holding = (struct holding){.bytes = (int64_t)rest.sample.bytes,
                                .blocks = (int64_t)rest.sample.blocks,
                                .descriptors = rest.proc.descriptors,
                                .threads = rest.proc.threads,
                                .held = held};
    return true;
}

/* ---- Kinds of clients -------------------------------------------------- */

enum way {
    WHOLE,    /* a request and its answer, or a handshake that is refused */
    RESUMED,  /* likewise, in the session of the one before */
    IN_HELLO, /* gone in the midst of it */
    GONE      /* after the handshake and what is sent then */
};

struct act {
    enum kind_id kind;
    enum way way;
    const struct client *client;
    const char *name; /* of what it does, behind the client's; or NULL */
    const char *text; /* that it sends; NULL: none */
    int minor;
};

static void go(const struct scan *scan, const struct act *act)
{
    struct tls_setup setup = ask_setup(scan, act->client, act->minor);
    scoped_tls struct tls_client *client = NULL;

    if (act->way == IN_HELLO) {
        client = tls_open(scan->service, &setup);
        tls_handshake_part(client, 64);
        return;
    }
    client = tls_try(scan->service, &setup);
    if (client != NULL && act->text != NULL)
        (void)tls_send_text(client, act->text); /* or it is ended before */
}

static struct outcome last; /* of a client that comes back */

/* Each one resumes the session of the one before, if there is one. */
static void come_back(const struct scan *scan, struct visit *visit)
{
    struct outcome outcome = {0};

    visit->resume = last.session.size > 0 ? &last.session : NULL;
    ask(scan, visit, &outcome);
    outcome_free(&last);
    last = outcome;
}

static void step(const struct scan *scan, const struct act *act)
{
    scoped_outcome struct outcome outcome = {0};
    struct visit visit = {
        .client = act->client, .minor = act->minor, .request = act->text};

    if (act->way == WHOLE)
        ask(scan, &visit, &outcome);
    else if (act->way == RESUMED)
        come_back(scan, &visit);
    else
        go(scan, act);
}

static void steps(const struct watch *watch, const struct act *act, long count)
{
    for (long i = 0; i < count; i++)
        step(watch->scan, act);
}

/* ---- Growth ------------------------------------------------------------ */

static bool rises(int64_t once, int64_t twice)
{
    return once > 0 && twice >= once;
}

/* Not what is mapped: a runtime takes that and gives it as it likes. */
static bool grows(const struct growth *growth)
{
    return growth_heap_rises(growth) ||
           rises(growth->once.descriptors, growth->twice.descriptors) ||
           rises(growth->once.threads, growth->twice.threads) ||
           rises(growth->once.held.children, growth->twice.held.children);
}

static void name(const struct act *act, char text[160])
{
    (void)snprintf(text, 160, "%s%s%s, TLS 1.%d", act->client->name,
                   act->name != NULL ? ", " : "",
                   act->name != NULL ? act->name : "", act->minor);
}

static void tell(const struct watch *watch, const struct act *act,
                 const struct growth *growth)
{
    char text[HOLDING_TEXT], who[160];
    bool counted = watch->meter.map != NULL;

    name(act, who);
    if (!grows(growth))
        fact("left behind: %s: %s", who,
             counted ? "nothing" : "no descriptor, thread or child");
    else if (growth_is_steady(growth))
        found(act->kind,
              "%s: %.10g bytes in %.10g blocks and %.10g descriptors for each",
              who, (double)growth->once.bytes / STEPS,
              (double)growth->once.blocks / STEPS,
              (double)growth->once.descriptors / STEPS);
    else
        found(act->kind, "%s: after %u of them %s", who, 2 * STEPS,
              holding_text(&growth->twice, text));
}

/* False when the server does not come to rest. */
static bool measure(const struct watch *watch, const struct act *act,
                    struct growth *growth)
{
    struct holding before, between, after;

    if (!look(watch, watch->sockets, &before))
        return false;
    steps(watch, act, STEPS);
    if (!look(watch, watch->sockets, &between))
        return false;
    steps(watch, act, 2L * STEPS);
    if (!look(watch, watch->sockets, &after))
        return false;
    *growth = (struct growth){.steps = STEPS,
                              .once = holding_minus(&between, &before),
                              .twice = holding_minus(&after, &between)};
    return true;
}

/*
 * What grows does so again: one process more and then two may be those that
 * have ended and that nobody has waited for yet.
 */
static void try_act(const struct watch *watch, const struct act *act)
{
    struct growth growth;
    char who[160];
    bool measured = false;

    steps(watch, act, watch->scan->options->fill);
    measured = measure(watch, act, &growth);
    if (measured && grows(&growth))
        measured = measure(watch, act, &growth);
    if (measured) {
        tell(watch, act, &growth);
        return;
    }
    name(act, who);
    not_judged("left behind: %s: the server does not come to rest", who);
}

/* ---- All of them ------------------------------------------------------- */

static struct watch watch;

void prepare_held(struct scan *scan)
{
    const struct options *options = scan->options;
    struct proc proc;

    watch.scan = scan;
    if (options->pid == 0)
        return;
    if (proc_read(options->pid, &proc) < 0)
        fail_because("--pid %ld: %s", (long)options->pid,
                     errno == EACCES ? "the process " PROC_REFUSED
                                     : "there is no such process");
    if (options->meter == NULL)
        not_judged("left behind: the heap: run the server by heapmeter, and "
                   "say --meter");
    else if (heapmeter_open(&watch.meter, options->meter, options->pid) < 0)
        fail_because("--meter %s: no heap of process %ld is counted there: %s",
                     options->meter, (long)options->pid, strerror(errno));
}

/* One that is let in, in each way that a client may come and go. */
static void try_inside(const struct scan *scan)
{
    char get[REQUEST_SIZE], two[REQUEST_SIZE + 64], name[128];
    const char *first = scan->options->routes[0];
    struct act acts[] = {
        {KEEPS_SERVED, RESUMED, NULL, "resumed", get, 0},
        {KEEPS_SERVED, WHOLE, NULL, "two lengths", two, 0},
        {KEEPS_SERVED, WHOLE, NULL, "a head of 16 KiB", NULL, 0},
        {KEEPS_ABORTED, GONE, NULL, "gone after the handshake", NULL, 0},
        {KEEPS_ABORTED, GONE, NULL, "gone in a head", "GET / HTTP/1.1\r\nHo",
         0},
        {KEEPS_ABORTED, GONE, NULL, "gone before the answer", get, 0},
    };
    char *head = NULL;
    int length = 0;

    for (size_t i = 0; i < scan->options->route_count; i++) {
        (void)snprintf(name, sizeof name, "GET %s", scan->options->routes[i]);
        (void)scan_request(scan, get, "GET", scan->options->routes[i]);
        try_act(&watch, &(struct act){KEEPS_SERVED, WHOLE, scan->inside, name,
                                      get, scan->minor});
    }
    (void)scan_request(scan, get, "GET", first);
    length = (int)strlen(get) - 2; /* without the empty line */
    (void)snprintf(two, sizeof two,
                   "%.*sContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                   length, get);
    acts[2].text = head = scan_long_head(get, 16384);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        acts[i].client = scan->inside;
        acts[i].minor = scan->minor;
        try_act(&watch, &acts[i]);
    }
    free(head);
}

static void try_all(const struct scan *scan)
{
    int minor = scan->inside != NULL ? scan->minor : scan->speaks[3] ? 3 : 2;

    if (scan->inside != NULL)
        try_inside(scan);
    for (size_t i = 0; i < scan->strangers; i++) {
        if (&scan->stranger[i] != scan->inside &&
            findings_of(scan->stranger[i].kind)->count == 0)
            try_act(&watch, &(struct act){.kind = KEEPS_REFUSED,
                                          .client = &scan->stranger[i],
                                          .minor = minor});
    }
    try_act(&watch, &(struct act){.kind = KEEPS_ABORTED,
                                  .way = IN_HELLO,
                                  .client = &scan->stranger[0],
                                  .name = "gone in the ClientHello",
                                  .minor = minor});
}

void look_at_held(struct scan *scan)
{
    struct holding idle;

    if (scan->options->pid == 0)
        return;
    if (look(&watch, REST_ANY_SOCKETS, &idle)) {
        watch.sockets = idle.held.sockets;
        try_all(scan);
    } else {
        not_judged("left behind: the server never comes to rest");
    }
    outcome_free(&last);
    if (watch.meter.map != NULL)
        heapmeter_close(&watch.meter);
}
