/* SPDX-License-Identifier: MIT */
#include "rest.h"

#include <errno.h>
#include <time.h>

#define RUNS "a thread runs, or waits for a processor"

/* ---- One look -------------------------------------------------------- */

/* What has moved between them, or NULL. */
static const char *difference(const struct proc *a, const struct proc *b)
{
    if (!a->asleep || !b->asleep)
        return RUNS;
    if (a->threads != b->threads)
        return "its threads come and go";
    if (a->descriptors != b->descriptors || a->sockets != b->sockets)
        return "its descriptors come and go";
    return a->switches != b->switches ? "a thread wakes again and again"
                                      : NULL;
}

/* Equal numbers of operations: equal blocks and bytes, too. */
static bool stands_still(const struct heapmeter_sample *a,
                         const struct heapmeter_sample *b)
{
    return a->settled && b->settled && a->start_ns == b->start_ns &&
           a->allocs == b->allocs && a->frees == b->frees;
}

static double now(void)
{
    struct timespec time = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* It wakes, perhaps, but nothing comes of it. */
static void count_idle(struct rest *rest, const struct proc *last,
                       bool meter_still)
{
    if (meter_still && last->threads == rest->proc.threads &&
        last->descriptors == rest->proc.descriptors)
        return;
    rest->idle_since = now();
    rest->idle_waits = rest->proc.waits;
}

static bool has_more_sockets(const struct rest *rest)
{
    return rest->sockets != REST_ANY_SOCKETS &&
           rest->proc.sockets > rest->sockets;
}

enum rest_state rest_look(struct rest *rest)
{
    struct proc proc = rest->proc;
    struct heapmeter_sample sample = rest->sample;
    bool equal = rest->looks > 0;
    const char *moved = NULL;

    if (proc_read_again(rest->pid, rest->looks > 0 ? &proc : NULL,
                        &rest->proc) < 0)
        return errno == EACCES ? REST_REFUSED : REST_ENDED;
    if (rest->meter != NULL) {
        if (heapmeter_read(rest->meter, &rest->sample) < 0) {
            rest->looks = 0; /* of an exec: a new program begins */
            return errno == EAGAIN ? REST_NOT_YET : REST_UNREADABLE;
        }
        equal = equal && stands_still(&sample, &rest->sample);
        count_idle(rest, &proc, equal);
    }
    moved = difference(&proc, &rest->proc);
    if (rest->looks > 0 && moved != NULL)
        rest->moved = moved;
    equal = equal && moved == NULL;
    rest->looks++;
    rest->equal = equal ? rest->equal + 1 : 0;
    if (rest->equal < REST_EQUAL)
        return REST_NOT_YET;
    return !has_more_sockets(rest) || (rest->sockets_may_stay &&
                                       rest->equal >= REST_EQUAL_WITH_SOCKETS)
               ? REST_REACHED
               : REST_NOT_YET;
}

const char *rest_reason(const struct rest *rest)
{
    if (rest->meter != NULL && !rest->sample.settled)
        return "an allocation is under way";
    if (has_more_sockets(rest))
        return "a client's socket is open still";
    if (rest->moved == NULL && !rest->proc.asleep)
        return RUNS;
    return rest->moved != NULL ? rest->moved : "it has just come to rest";
}

double rest_wakes_for_nothing(const struct rest *rest)
{
    double idle = now() - rest->idle_since, wakes = 0;

    if (rest->meter == NULL || rest->looks == 0 || idle < REST_IDLE_SECONDS ||
        rest->proc.waits < rest->idle_waits) /* who had most has ended */
        return 0;
    wakes = (double)(rest->proc.waits - rest->idle_waits) / idle;
    return wakes >= REST_WAKES ? wakes : 0;
}

/* ---- As many as it takes --------------------------------------------- */

enum rest_state rest_wait(struct rest *rest, double seconds)
{
    const struct timespec moment = {.tv_nsec = 2000000};
    double end = now() + seconds;
    enum rest_state state = REST_NOT_YET;

    while ((state = rest_look(rest)) == REST_NOT_YET && now() < end)
        (void)nanosleep(&moment, NULL); /* cut short by a signal: no harm */
    return state;
}
