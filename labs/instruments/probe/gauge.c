/* SPDX-License-Identifier: MIT */
#include "gauge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adopted.h"
#include "deadline.h"
#include "failure.h"

/* In parts: who never comes to rest is seen before patience runs out. */
static enum rest_state await(struct rest *rest, double *wakes)
{
    struct deadline deadline = deadline_start();
    enum rest_state state = REST_NOT_YET;

    while (state == REST_NOT_YET && *wakes == 0 &&
           deadline_left(&deadline) > 0) {
        state = rest_wait(rest, 1);
        *wakes = rest_wakes_for_nothing(rest);
    }
    return state;
}

void gauge_await(struct rest *rest)
{
    double wakes = 0;

    switch (await(rest, &wakes)) {
    case REST_REACHED:
        return;
    case REST_ENDED:
        fail_because("the server has ended by itself");
    case REST_REFUSED:
        fail_because("the server " PROC_REFUSED);
    case REST_UNREADABLE:
        fail_because("the heap meter cannot be read: %s", strerror(errno));
    default:
        if (wakes > 0)
            fail_because("the server never rests: with nothing to do, a "
                         "thread of it wakes %.0f times a second; a thread "
                         "waits for what it needs, or sleeps for longer",
                         wakes);
        patience_ran_out();
        fail_because("the server never came to rest: %s", rest_reason(rest));
    }
}

struct proc gauge_settled(const struct service *server)
{
    struct rest rest = {.pid = server->process.pid,
                        .sockets = REST_ANY_SOCKETS};

    gauge_await(&rest);
    return rest.proc;
}

void gauge_settle(const struct service *server)
{
    (void)gauge_settled(server);
}

struct rest gauge_look(const struct gauge *gauge, unsigned clients)
{
    struct rest rest = {.pid = gauge->pid,
                        .meter = &gauge->meter,
                        .sockets = gauge->sockets + (long)clients,
                        .sockets_may_stay = true};

    gauge_await(&rest);
    return rest;
}

struct holding gauge_rest(const struct gauge *gauge, unsigned clients)
{
    struct rest rest = gauge_look(gauge, clients);
    struct held held;

    if (held_read(gauge->pid, &held) < 0)
        fail_because("the server has ended by itself");
    held.children += adopted_count();
    return (struct holding){.bytes = (int64_t)rest.sample.bytes,
                            .blocks = (int64_t)rest.sample.blocks,
                            .descriptors = rest.proc.descriptors,
                            .threads = rest.proc.threads,
                            .held = held};
}

struct holding holding_minus(const struct holding *after,
                             const struct holding *before)
{
    return (struct holding){
        .bytes = after->bytes - before->bytes,
        .blocks = after->blocks - before->blocks,
        .descriptors = after->descriptors - before->descriptors,
        .threads = after->threads - before->threads,
        .held = held_minus(&after->held, &before->held),
    };
}

struct holding holding_plus(const struct holding *a, const struct holding *b)
{
    struct holding sum = *a;

    sum.bytes += b->bytes;
    sum.blocks += b->blocks;
    sum.descriptors += b->descriptors;
    sum.threads += b->threads;
    held_add(&sum.held, &b->held);
    return sum;
}

/* Says more, where there is anything to say. */
static void add_text(char text[HOLDING_TEXT], int64_t count, const char *what)
{
    size_t length = strlen(text);

    if (count != 0)
        (void)snprintf(text + length, HOLDING_TEXT - length,
                       ", %+" PRId64 " %s", count, what);
}

const char *holding_text(const struct holding *grown, char text[HOLDING_TEXT])
{
    const struct held *held = &grown->held;

    (void)snprintf(text, HOLDING_TEXT,
                   "%+" PRId64 " bytes in %+" PRId64 " blocks, %+" PRId64
                   " descriptors, %+" PRId64 " threads",
                   grown->bytes, grown->blocks, grown->descriptors,
                   grown->threads);
    add_text(text, held->mapped / 1024, "KiB mapped");
    add_text(text, held->mappings, "mappings");
    add_text(text, held->sockets, "sockets");
    add_text(text, held->pipes, "pipes");
    add_text(text, held->memories, "memfds");
    add_text(text, held->children, "children");
    return text;
}

/* ---- Start and end ----------------------------------------------------- */

static void open_meter(struct gauge *gauge, const char *folder, pid_t pid)
{
    struct rest rest = {
        .pid = pid, .meter = &gauge->meter, .sockets = REST_ANY_SOCKETS};

    if (heapmeter_open(&gauge->meter, folder, pid) < 0)
        fail_because("no heap meter for the server: %s; is libheapmeter.so "
                     "built, and MTLS_INSTRUMENTS its folder? Is the server "
                     "linked statically, or sanitized?",
                     strerror(errno));
    gauge_await(&rest);
    gauge->pid = pid;
    gauge->sockets = rest.proc.sockets;
}

struct service *gauge_start(struct gauge *gauge, struct service_setup setup)
{
    const char *instruments = getenv("MTLS_INSTRUMENTS");
    char preload[PATH_SIZE + 32], meter[PATH_SIZE + 32];
    const char *const environment[] = {
        preload, meter, gauge->stacks ? "HEAPMETER_STACKS=1" : NULL, NULL};
    struct service *server = NULL;

    make_folder(gauge->folder);
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s/libheapmeter.so",
                   instruments != NULL ? instruments : ".");
    (void)snprintf(meter, sizeof meter, "HEAPMETER_DIR=%s", gauge->folder);
    setup.environment = environment;
    server = service_start(&setup);
    open_meter(gauge, gauge->folder, server->process.pid);
    return server;
}

/* ---- Stacks ------------------------------------------------------------ */

/* What is behind the line about the whole, or nothing. */
static char *rows_of(const char *text)
{
    const char *rows = strchr(text, '\n');
    char *copy = strdup(rows != NULL ? rows + 1 : "");

    if (copy == NULL)
        fail_because("out of memory");
    return copy;
}

char *gauge_grown_stacks(const struct gauge *gauge)
{
    const char *instruments = getenv("MTLS_INSTRUMENTS");
    char program[PATH_SIZE], look[PATH_SIZE], pid[16], *rows = NULL;
    const char *const argv[] = {program, "stacks", "--growth",    "--top",
                                "2",     "--dir",  gauge->folder, "--look",
                                look,    pid,      NULL};
    struct finished finished;

    join_path(program, instruments != NULL ? instruments : ".", "heapmeter");
    join_path(look, gauge->folder, "look");
    (void)snprintf(pid, sizeof pid, "%ld", (long)gauge->pid);
    finished = process_run(&(struct command){.argv = argv});
    rows = rows_of(finished.exit == 0 ? finished.out : "");
    finished_free(&finished);
    return rows;
}

void gauge_close(struct gauge *gauge)
{
    heapmeter_close(&gauge->meter);
}
