/* SPDX-License-Identifier: MIT */
/*
 * What each kind of client leaves behind in the server's process.
 */
#include <errno.h>
#include <stdio.h>
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

struct act {
    enum kind_id kind;
    const struct client *client;
    const char *route; /* NULL: only a handshake */
    int minor;
    bool aborts;
};

static void step(const struct scan *scan, const struct act *act)
{
    scoped_outcome struct outcome outcome = {0};
    struct tls_setup setup = ask_setup(scan, act->client, act->minor);
    struct visit visit = {.client = act->client, .minor = act->minor};
    char request[REQUEST_SIZE];

    if (act->aborts) {
        scoped_tls struct tls_client *client = tls_open(scan->service, &setup);

        tls_handshake_part(client, 64);
        return;
    }
    if (act->route != NULL)
        visit.request = scan_request(scan, request, "GET", act->route);
    ask(scan, &visit, &outcome);
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
    (void)snprintf(text, 160, "%s%s%s, TLS 1.%d",
                   act->aborts ? "gone in the ClientHello" : act->client->name,
                   act->route != NULL ? ", GET " : "",
                   act->route != NULL ? act->route : "", act->minor);
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

static void try_act(const struct watch *watch, const struct act *act)
{
    struct growth growth = {.steps = STEPS};
    struct holding before, between, after;
    char who[160];

    steps(watch, act, watch->scan->options->fill);
    if (look(watch, watch->sockets, &before)) {
        steps(watch, act, STEPS);
        if (look(watch, watch->sockets, &between)) {
            steps(watch, act, 2L * STEPS);
            if (look(watch, watch->sockets, &after)) {
                growth.once = holding_minus(&between, &before);
                growth.twice = holding_minus(&after, &between);
                tell(watch, act, &growth);
                return;
            }
        }
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
        fail_because("--pid %ld: there is no such process, or it is somebody "
                     "else's",
                     (long)options->pid);
    if (options->meter == NULL)
        not_judged("left behind: the heap: run the server by heapmeter, and "
                   "say --meter");
    else if (heapmeter_open(&watch.meter, options->meter, options->pid) < 0)
        fail_because("--meter %s: no heap of process %ld is counted there: %s",
                     options->meter, (long)options->pid, strerror(errno));
}

static void try_all(const struct scan *scan)
{
    int minor = scan->inside != NULL ? scan->minor : scan->speaks[3] ? 3 : 2;

    for (size_t i = 0; i < scan->options->route_count && scan->inside != NULL;
         i++)
        try_act(&watch, &(struct act){.kind = KEEPS_SERVED,
                                      .client = scan->inside,
                                      .minor = minor,
                                      .route = scan->options->routes[i]});
    for (size_t i = 0; i < scan->strangers; i++) {
        if (&scan->stranger[i] != scan->inside &&
            findings_of(scan->stranger[i].kind)->count == 0)
            try_act(&watch, &(struct act){.kind = KEEPS_REFUSED,
                                          .client = &scan->stranger[i],
                                          .minor = minor});
    }
    try_act(&watch, &(struct act){.kind = KEEPS_ABORTED,
                                  .client = &scan->stranger[0],
                                  .minor = minor,
                                  .aborts = true});
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
    if (watch.meter.map != NULL)
        heapmeter_close(&watch.meter);
}
