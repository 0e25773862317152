/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

#include "probe/deadline.h"
#include "probe/failure.h"

/* ---- Who there is ------------------------------------------------------ */

/*
 * Its meter, if it has one by now. A file of an earlier process of the same
 * number, or one that is just starting, is none yet. Returns whether it is new.
 */
static bool open_meter(struct subject *subject, struct member *member)
{
    struct heapmeter_sample sample = {.blocks = 0};

    if (subject->options->pid != 0 || member->metered ||
        heapmeter_open(&member->meter, subject->meters, member->pid) < 0)
        return false;
    if (heapmeter_read(&member->meter, &sample) < 0 && errno != EAGAIN) {
        (void)snprintf(subject->reason, sizeof subject->reason, "%s: %.300s",
                       sample.program,
                       errno == ENOTSUP ? sample.refusal : strerror(errno));
        heapmeter_close(&member->meter);
        return false;
    }
    member->metered = true;
    return true;
}

static struct member *find(struct subject *subject, pid_t pid)
{
    for (size_t i = 0; i < subject->count; i++) {
        if (subject->member[i].pid == pid)
            return &subject->member[i];
    }
    return NULL;
}

/* Returns whether all those it knew are there still, and no other or meter. */
static bool look_who(struct subject *subject)
{
    size_t meters = 0;
    static struct member now[TREE_MAX];
    pid_t pids[TREE_MAX];
    bool ours = subject->options->pid == 0;
    size_t all = 0, count = 0, known = 0;

    all = tree_of(ours ? getpid() : subject->root, pids);
    if (all == TREE_MAX)
        fail_because("the server has more than %d processes", TREE_MAX - 1);
    for (size_t i = ours ? 1 : 0; i < all; i++) {
        struct member *member = find(subject, pids[i]);

        known += member != NULL;
        now[count] =
            member != NULL ? *member : (struct member){.pid = pids[i]};
        if (member != NULL)
            member->pid = 0; /* it has moved */
        count++;
    }
    known = known == subject->count ? known : 0;
    for (size_t i = 0; i < subject->count; i++) {
        if (subject->member[i].pid != 0)
            heapmeter_close(&subject->member[i].meter);
    }
    memcpy(subject->member, now, count * sizeof *now);
    subject->count = count;
    for (size_t i = 0; i < count; i++)
        meters += open_meter(subject, &subject->member[i]);
    return known == count && meters == 0;
}

/* ---- Until they rest --------------------------------------------------- */

static void begin_looking(struct subject *subject)
{
    for (size_t i = 0; i < subject->count; i++) {
        struct member *member = &subject->member[i];

        member->rest =
            (struct rest){.pid = member->pid,
                          .meter = member->metered ? &member->meter : NULL,
                          .sockets = REST_ANY_SOCKETS};
    }
}

static bool all_rest(struct subject *subject, const char **why)
{
    bool rest = true;

    for (size_t i = 0; i < subject->count; i++) {
        struct member *member = &subject->member[i];
        enum rest_state state = rest_look(&member->rest);

        if (state == REST_UNREADABLE) { /* as of a program replaced by exec */
            heapmeter_close(&member->meter);
            *member = (struct member){.pid = member->pid,
                                      .rest = {.pid = member->pid}};
        }
        if (state == REST_REFUSED)
            *why = "one of its processes " PROC_REFUSED;
        else if (state != REST_REACHED)
            *why = rest_reason(&member->rest);
        rest = rest && state == REST_REACHED;
    }
    return rest;
}

static long count_sockets(const struct subject *subject)
{
    long sockets = 0;

    for (size_t i = 0; i < subject->count; i++)
        sockets += subject->member[i].rest.proc.sockets;
    return sockets;
}

/*
 * A socket too many may have a timer. Who has waited for one in vain waits for
 * the next no longer than it takes to see that nothing moves.
 */
static bool sockets_are_gone(struct subject *subject, unsigned clients,
                             double since)
{
    long sockets = count_sockets(subject);
    long allowed = subject->sockets + (long)clients;

    if (subject->sockets == REST_ANY_SOCKETS || sockets <= allowed)
        return true;
    say_progress("a client's socket is open still: waits for it");
    if (say_seconds() - since < subject->linger)
        return false;
    subject->sockets += sockets - allowed;
    subject->linger = 0.4;
    return true;
}

void reading_await(struct subject *subject, unsigned clients)
{
    struct deadline deadline = deadline_start();
    const char *why = "it has no process";
    double since = -1;

    (void)look_who(subject);
    begin_looking(subject);
    for (;;) {
        if (subject->count == 0 || subject_is_gone(subject))
            fail_because("the server has ended by itself");
        if (!all_rest(subject, &why)) {
            since = -1;
            if (!look_who(subject))
                begin_looking(subject); /* a new one, or a meter */
        } else {
            since = since < 0 ? say_seconds() : since;
            if (sockets_are_gone(subject, clients, since)) {
                if (look_who(subject))
                    return;
                begin_looking(subject);
            }
        }
        if (say_interrupted() != 0)
            give_up("interrupted");
        say_progress("waits for the server to rest: %s", why);
        if (!deadline_wait(&deadline))
            fail_because("the server never came to rest: %s", why);
    }
}

/* ---- What they hold ---------------------------------------------------- */

/* FNV-1a, of 64 bits. */
static void mix(uint64_t *hash, uint64_t word)
{
    for (int i = 0; i < 8; i++) {
        *hash = (*hash ^ (word & 255)) * UINT64_C(1099511628211);
        word >>= 8;
    }
}

static void add_member(struct subject *subject, const struct member *member,
                       struct reading *reading)
{
    const struct proc *proc = &member->rest.proc;
    struct held held;

    if (member->metered) {
        reading->exact.bytes += (int64_t)member->rest.sample.bytes;
        reading->exact.blocks += (int64_t)member->rest.sample.blocks;
        mix(&reading->identity, member->rest.sample.start_ns);
    } else if (proc->sockets > 0) {
        subject->counted = false;
        if (subject->reason[0] == '\0')
            (void)snprintf(subject->reason, sizeof subject->reason,
                           "process %ld has no heap meter in it: it is linked "
                           "statically, setuid, or replaces LD_PRELOAD",
                           (long)member->pid);
    }
    reading->exact.descriptors += proc->descriptors;
    reading->exact.threads += proc->threads;
    reading->sockets += proc->sockets;
    reading->resident += (int64_t)proc->rss_bytes;
    if (held_read(member->pid, &held) == 0) /* at rest: it is there */
        held_add(&reading->exact.held, &held);
    mix(&reading->identity, (uint64_t)member->pid);
}

void reading_take(struct subject *subject, unsigned clients,
                  struct reading *reading)
{
    reading_await(subject, clients);
    *reading = (struct reading){.processes = subject->count,
                                .identity = UINT64_C(14695981039346656037)};
    subject->counted = subject->options->pid == 0;
    for (size_t i = 0; i < subject->count; i++)
        add_member(subject, &subject->member[i], reading);
    if (!subject->counted)
        reading->exact.bytes = reading->exact.blocks = 0;
}

void reading_begin(struct subject *subject)
{
    struct reading reading;

    subject->sockets = REST_ANY_SOCKETS;
    reading_take(subject, 0, &reading);
    subject->sockets = reading.sockets;
}
