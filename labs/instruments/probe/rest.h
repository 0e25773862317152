/* SPDX-License-Identifier: MIT */
/*
 * At rest: what a server holds can be read, and nothing is under way. This is
 * the one definition; the demo, the labs, the grader and the tests share it.
 *
 * A process is at rest when, from look to look, REST_EQUAL times in a row,
 *
 * - each of its threads sleeps: none runs, none waits for a processor. One
 *   that waits would go on, however long that takes on a busy machine.
 * - none has run since the last look, and there are as many. Under valgrind
 *   threads take turns: one that waits for its turn sleeps too, but then
 *   another runs, or has run meanwhile.
 * - it holds no more sockets than without any client, but for those of the
 *   clients that are meant to stay. What belongs to a client that has gone is
 *   freed only when the server has closed its socket.
 * - its heap meter, if it runs under one, stands still: no block is in the
 *   making, and no allocation or free was made since the last look.
 *
 * So what has not been freed by then never will be, unless a client comes, a
 * timer ends or a signal is sent. Between two looks there is a moment, but its
 * length proves nothing: all of the above are facts of the kernel's.
 *
 * Nothing here asserts, nor needs any library.
 */
#ifndef REST_H
#define REST_H

#include <stdbool.h>
#include <sys/types.h>

#include "../heapmeter/heapmeter.h"
#include "proc.h"

#define REST_EQUAL 3

/* So many equal looks with more sockets than that: they are its own. */
#define REST_EQUAL_WITH_SOCKETS 200

#define REST_ANY_SOCKETS (-1L)

/*
 * What to look at, and the last look. Begins with what it is to look at, all
 * else zero.
 */
struct rest {
    pid_t pid;
    const struct heapmeter *meter; /* NULL: it runs under none */
    long sockets;                  /* no more than these, or REST_ANY_... */
    /*
     * A socket that stays although nothing moves is what the server holds:
     * taken for rest, too, after REST_EQUAL_WITH_SOCKETS looks.
     */
    bool sockets_may_stay;

    struct proc proc;
    struct heapmeter_sample sample; /* of the meter */
    unsigned looks, equal;
    const char *moved; /* what last was not as in the look before, or NULL */

    double idle_since;   /* CLOCK_MONOTONIC: the meter stands still since */
    uint64_t idle_waits; /* proc.waits of then */
};

enum rest_state {
    REST_NOT_YET,
    REST_REACHED,   /* the last look is what it holds */
    REST_ENDED,     /* the process has */
    REST_REFUSED,   /* the process is, to us: PROC_REFUSED */
    REST_UNREADABLE /* its meter is: errno says why, as of heapmeter_read() */
};

/* Looks once more. The caller lets a moment pass between two looks. */
enum rest_state rest_look(struct rest *rest);

/* Looks until it is anything but REST_NOT_YET, or so many seconds are over. */
enum rest_state rest_wait(struct rest *rest, double seconds);

/* Why it is not at rest as of the last look: "a thread runs". */
const char *rest_reason(const struct rest *rest);

/*
 * How often a second a thread wakes for nothing, in a process that will never
 * be at rest: for REST_IDLE_SECONDS it has allocated and freed nothing, and has
 * had as many threads and descriptors, and yet one of its threads woke
 * REST_WAKES times a second or more. A slow machine wakes it less often. 0 for
 * any other process, and for one that runs under no meter.
 */
#define REST_IDLE_SECONDS 5
#define REST_WAKES 300
double rest_wakes_for_nothing(const struct rest *rest);

#endif
