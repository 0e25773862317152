/* SPDX-License-Identifier: MIT */
/*
 * What a server holds, read from outside.
 */
#define _POSIX_C_SOURCE 200809L
#include "gauge.h"

#include <errno.h>
#include <string.h>

#include "probe.h"

void gauge_await(struct rest *rest)
{
    switch (rest_wait(rest, patience())) {
    case REST_REACHED:
        return;
    case REST_ENDED:
        fail_because("the server has ended by itself");
    case REST_UNREADABLE:
        fail_because("the heap meter cannot be read: %s", strerror(errno));
    default:
        patience_ran_out();
        fail_because("the server never came to rest: %s", rest_reason(rest));
    }
}

struct holding gauge_rest(const struct gauge *gauge, unsigned clients)
{
    struct rest rest = {.pid = gauge->pid,
                        .meter = &gauge->meter,
                        .sockets = gauge->sockets + (long)clients,
                        .sockets_may_stay = true};

    gauge_await(&rest);
    return (struct holding){.bytes = (int64_t)rest.sample.bytes,
                            .blocks = (int64_t)rest.sample.blocks,
                            .descriptors = rest.proc.descriptors,
                            .threads = rest.proc.threads};
}

struct holding holding_minus(const struct holding *after,
                             const struct holding *before)
{
    return (struct holding){
        .bytes = after->bytes - before->bytes,
        .blocks = after->blocks - before->blocks,
        .descriptors = after->descriptors - before->descriptors,
        .threads = after->threads - before->threads,
    };
}

/* ---- Open and close ---------------------------------------------------- */

void gauge_open(struct gauge *gauge, const char *folder, pid_t pid)
{
    struct rest rest = {
        .pid = pid, .meter = &gauge->meter, .sockets = REST_ANY_SOCKETS};

    if (heapmeter_open(&gauge->meter, folder, pid) < 0)
        fail_because("no heap meter for the server: %s; is "
                     "libheapmeter.so built, and MTLS_INSTRUMENTS its folder?",
                     strerror(errno));
    gauge_await(&rest);
    gauge->pid = pid;
    gauge->sockets = rest.proc.sockets;
}

void gauge_close(struct gauge *gauge)
{
    heapmeter_close(&gauge->meter);
}
