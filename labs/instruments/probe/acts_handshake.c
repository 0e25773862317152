/* SPDX-License-Identifier: MIT */
/*
 * What clients do in the handshake. Where nothing else is said, the steps take
 * turns with TLS 1.2 and 1.3.
 */
#include "acts.h"

#include <string.h>

#include "probe.h"

/* ---- Handshakes -------------------------------------------------------- */

static void ask_once(struct series *series, int minor)
{
    struct visitor *visitor = visitor_enter(series->server, "sensor-1", minor);

    visitor_ask(visitor, series->server->ask, series->server->ask_status);
    visitor_leave(visitor);
}

void act_full_2(struct series *series, unsigned i)
{
    (void)i;
    ask_once(series, 2);
}

void act_full_3(struct series *series, unsigned i)
{
    (void)i;
    ask_once(series, 3);
}

void act_get_tickets(struct series *series)
{
    for (int v = 0; v < 2; v++) {
        struct visitor *visitor = NULL;

        if (minor_of(series, (unsigned)v) != 2 + v)
            continue; /* a version that it does not speak */
        visitor = visitor_enter(series->server, "sensor-1", 2 + v);

        visitor_ask(visitor, series->server->ask, series->server->ask_status);
        series->ticket[v] = visitor_ticket(visitor);
        visitor_leave(visitor);
    }
}

static void resume(struct series *series, int minor)
{
    struct visitor *visitor = visitor_connect(series->server, 0);

    assert_gnutls_ok(visitor_handshake(visitor, "sensor-1", minor,
                                       &series->ticket[minor - 2]));
    if (!visitor_resumed(visitor))
        fail_because("the session was not resumed");
    visitor_ask(visitor, series->server->ask, series->server->ask_status);
    visitor_leave(visitor);
}

void act_resumed_2(struct series *series, unsigned i)
{
    (void)i;
    resume(series, 2);
}

void act_resumed_3(struct series *series, unsigned i)
{
    (void)i;
    resume(series, 3);
}

/* To list 300 names takes 10 ms, so not each time. */
void act_many_names(struct series *series, unsigned i)
{
    struct visitor *visitor =
        visitor_enter(series->server, "many-names", minor_of(series, i));

    visitor_ask(visitor, i % 8 == 0 ? GET("/whoami") : GET("/healthz"), 200);
    visitor_leave(visitor);
}

void act_refused(struct series *series, unsigned i)
{
    struct visitor *visitor = visitor_connect(series->server, 0);

    (void)visitor_handshake(visitor, series->trigger->argument,
                            minor_of(series, i),
                            NULL); /* TLS 1.3 succeeds, TLS 1.2 does not */
    if (series->server->may_refuse_later)
        visitor_ask_in_vain(visitor, series->server->ask);
    else
        visitor_wait_for_refusal(visitor);
    visitor_end(visitor);
}

static void break_off(struct series *series, unsigned i, enum visitor_cut cut)
{
    struct visitor *visitor = visitor_connect(series->server, 0);

    visitor_break_off(visitor, "sensor-1", minor_of(series, i), cut);
    visitor_end(visitor);
}

void act_abort_in_hello(struct series *series, unsigned i)
{
    break_off(series, i, CUT_IN_HELLO);
}

void act_abort_after_hello(struct series *series, unsigned i)
{
    break_off(series, i, CUT_AFTER_HELLO);
}

void act_abort_after_flight(struct series *series, unsigned i)
{
    break_off(series, i, CUT_AFTER_FLIGHT);
}

void act_abort_after_finished(struct series *series, unsigned i)
{
    visitor_end(
        visitor_enter(series->server, "sensor-1", minor_of(series, i)));
}

void act_plain_http(struct series *series, unsigned i)
{
    struct visitor *visitor = visitor_connect(series->server, 0);

    (void)i;
    visitor_send(visitor, series->server->ask, strlen(series->server->ask));
    visitor_end(visitor);
}
