/* SPDX-License-Identifier: MIT */
/*
 * The growth of each trigger by the heap meter.
 */
#define _POSIX_C_SOURCE 200809L
#include "grader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metered.h"
#include "support.h"

/*
 * A first look is short. Who has grown may have filled what is bounded, such
 * as a list of the last hundred: so it gets the time to fill it, and is then
 * looked at for longer.
 */
#define SHORT 4
#define FILLING 128
#define LONG 64

#define SHOWN 3 /* triggers that grow, before we stop looking */

struct found {
    unsigned triggers;
    const struct trigger *last; /* of them */
    bool heap;                  /* else it is only descriptors or threads */
};

/* ---- One trigger ------------------------------------------------------- */

static bool heap_grew(const struct growth *growth)
{
    return growth->once.bytes != 0 || growth->once.blocks != 0 ||
           growth->twice.bytes != 0 || growth->twice.blocks != 0;
}

static bool grew(const struct growth *growth)
{
    return heap_grew(growth) || growth->once.descriptors != 0 ||
           growth->once.threads != 0 || growth->twice.descriptors != 0 ||
           growth->twice.threads != 0;
}

static void print_grown(unsigned steps, const struct holding *grown)
{
    (void)printf("    %4u times: %+" PRId64 " bytes in %+" PRId64
                 " blocks, %+" PRId64 " descriptors, %+" PRId64 " threads\n",
                 steps, grown->bytes, grown->blocks, grown->descriptors,
                 grown->threads);
}

static void note(struct found *found, const struct trigger *trigger,
                 const struct growth *growth)
{
    found->triggers++;
    found->last = trigger;
    found->heap |= heap_grew(growth);
    (void)printf("%s: %s\n", trigger->name, trigger->what);
    print_grown(growth->steps, &growth->once);
    print_grown(2 * growth->steps, &growth->twice);
}

static void fill(struct metered *metered, const struct trigger *trigger)
{
    series_begin(&metered->series, metered->server, trigger);
    series_step(&metered->series, 0, FILLING);
    series_end(&metered->series);
}

static void look_at(struct metered *metered, const struct trigger *trigger,
                    struct found *found)
{
    struct growth growth = metered_growth(metered, trigger, SHORT);

    if (!grew(&growth))
        return;
    fill(metered, trigger);
    growth = metered_growth(metered, trigger, LONG);
    if (grew(&growth))
        note(found, trigger, &growth);
}

/* ---- All of them ------------------------------------------------------- */

static void look_longer(struct metered *metered, const struct pace *pace,
                        struct found *found)
{
    const struct trigger *trigger = trigger_find(pace->trigger);
    struct growth growth;

    if (metered_skips(trigger))
        trigger = trigger_find("full-tls1.3");
    fill(metered, trigger);
    growth = metered_growth(metered, trigger, pace->window / 3);
    if (grew(&growth))
        note(found, trigger, &growth);
}

/* ---- Many at once ------------------------------------------------------ */

/*
 * Where a lock is missing, two clients at once lose what one after the other
 * does not. mtls-load ends with 0 when each step ended as it should.
 */
static void storm(const struct metered *metered)
{
    char program[PATH_SIZE], ca[PATH_SIZE], cert[PATH_SIZE], key[PATH_SIZE];
    char unexpected[PATH_SIZE];
    const char *const argv[] = {
        program,
        "--quiet",
        "--count",
        "1500",
        "--concurrency",
        "6",
        "--handshake",
        service_is_per_request() ? "full" : "keep-alive",
        "--firmware",
        "small.bin",
        "--mix",
        "healthz=12,post=4,firmware=4,requests=1,sessions=1,accepted=1,"
        "refused=1,vanish:request=1",
        "--ca",
        ca,
        "--cert",
        cert,
        "--key",
        key,
        "--unexpected",
        unexpected,
        metered->server->url,
        NULL};
    struct finished finished;

    join_path(program, getenv("MTLS_INSTRUMENTS"), "mtls-load");
    join_path(unexpected, certs_folder(), "unexpected");
    cert_path(ca, "ca");
    cert_path(cert, "sensor-1");
    key_path(key, "sensor-1");
    finished = process_run(&(struct command){.argv = argv});
    if (finished.exit != 0)
        fail_because("six clients at once, and not each was served as it "
                     "should be:\n%s%s",
                     finished.out, finished.err);
    finished_free(&finished);
}

/* The first storm fills what is bounded, and meets all threads. */
static void look_at_many(struct metered *metered, struct found *found)
{
    static const struct trigger many = {
        .name = "many",
        .what = "1,500 steps of all kinds, six clients at once"};
    struct holding before, after;
    struct growth growth = {.steps = 1};

    storm(metered);
    before = gauge_rest(&metered->gauge, 0);
    storm(metered);
    after = gauge_rest(&metered->gauge, 0);
    growth.once = holding_minus(&after, &before);
    if (grew(&growth))
        note(found, &many, &growth);
}

static void report_end(struct metered *metered)
{
    if (service_stop(metered->server) != 0)
        fail_because("the server ended with status %d instead of 0",
                     metered->server->process.exit);
}

void growth_stage(const struct subject *subject)
{
    struct metered metered = {0};
    struct found found = {0};

    metered_start(&metered);
    look_longer(&metered, pace_of(subject), &found);
    for (size_t i = 0; i < trigger_count && found.triggers < SHOWN; i++)
        if (!metered_skips(&triggers[i]) && &triggers[i] != found.last)
            look_at(&metered, &triggers[i], &found);
    if (found.triggers < SHOWN)
        look_at_many(&metered, &found);
    if (found.triggers == SHOWN)
        (void)puts("and perhaps more: not looked at any further");
    report_end(&metered);
    metered_end(&metered);
    if (found.triggers > 0) {
        (void)printf("grows: %s\n", found.heap ? "heap" : "held");
        fail();
    }
}
