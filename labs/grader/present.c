/* SPDX-License-Identifier: MIT */
/*
 * What a server holds while clients are there: not more the longer they stay,
 * the more others come and go meanwhile, and the more they send or read.
 */
#include "grader.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "company.h"
#include "late.h"
#include "named.h"
#include "older.h"
#include "probe/acts.h"
#include "probe/probe.h"
#include "probe/shape.h"

/* ---- In company --------------------------------------------------------- */

#define FILLING 128 /* more than any list that is bounded keeps */
#define STEPS 16    /* of each kind, in a window */
#define SHORTER 5   /* than a window of grow_older() is the first one */

/* Of what makes the module work, in a window: each is twice as long. */
static unsigned steps_of(const struct pace *pace, unsigned window)
{
    return pace->rare / SHORTER << window;
}

/* The first look is short, the last one says who allocates. */
enum turn { QUICK, FILLED, AFTERWARDS };

static struct holding look(struct metered *metered, enum turn turn)
{
    return turn == AFTERWARDS ? late_look(metered, COMPANY)
                              : gauge_rest(&metered->gauge, COMPANY);
}

/*
 * What is taken twice as large each time, as an array without an end is, grows
 * the more seldom the longer it lives, but once in twice as many steps. The
 * first half of the windows fills what is bounded.
 */
static bool goes_on_doubling(const struct holding grown[WINDOWS])
{
    int64_t bytes[WINDOWS];

    for (int i = 0; i < WINDOWS; i++)
        bytes[i] = grown[i].bytes;
    return only_rises(bytes + WINDOWS / 2, WINDOWS - WINDOWS / 2);
}

static bool rises_in_company(const struct holding grown[WINDOWS], bool *heap)
{
    bool does = rises_slowly(grown, heap);

    if (goes_on_doubling(grown))
        does = *heap = true;
    return does;
}

/* As in grow_older(), the rest is left out once it can't change the answer. */
static void look_in_company(struct metered *metered, enum turn turn,
                            const struct pace *pace,
                            struct holding grown[WINDOWS])
{
    struct holding before = look(metered, turn);
    struct holding after;
    unsigned done = 0;
    bool heap = false;

    suppose_they_rise(grown, 0);
    for (unsigned i = 0; i < WINDOWS && rises_in_company(grown, &heap); i++) {
        if (turn == AFTERWARDS)
            named_forget(metered); /* of the last one */
        metered_do(metered, pace->trigger, done, steps_of(pace, i));
        done += steps_of(pace, i);
        metered_do_each(metered, i * STEPS, STEPS);
        after = look(metered, turn);
        grown[i] = holding_minus(&after, &before);
        before = after;
    }
}

/*
 * What waits for a moment in which nobody is connected, or no request or
 * download is on its way, waits for ever where there is none.
 */
static bool grows_in_company(struct metered *metered, enum turn turn,
                             const struct pace *pace, bool *heap)
{
    struct company company;
    struct holding grown[WINDOWS];
    bool does = false;

    company_come(&company, metered->server);
    if (turn != QUICK)
        metered_do_each(metered, 0, FILLING);
    look_in_company(metered, turn, pace, grown);
    does = rises_in_company(grown, heap);
    if (does && turn == AFTERWARDS) {
        (void)printf("in company: all kinds of steps, while one client waits, "
                     "one downloads, one posts and one shakes hands; most "
                     "often %s\n",
                     pace->trigger->what);
        for (unsigned i = 0; i < WINDOWS; i++)
            named_print(steps_of(pace, i), &grown[i]);
        if (*heap)
            named_stacks(metered);
    }
    company_go(&company);
    (void)gauge_rest(&metered->gauge, 0);
    return does;
}

/* ---- By how much they do ------------------------------------------------ */

#define CLIENTS 8
#define SPARE 1024L /* bytes more for each: of another length of a text */

/* So many of them, each of whom does so much of it; all stay. */
struct amount {
    const char *what, *of;
    unsigned little, much;
    void (*come)(struct service *server, struct tls_client *clients[CLIENTS],
                 unsigned amount);
};

#define CHUNK 16384

static void send_long_bodies(struct service *server,
                             struct tls_client *clients[CLIENTS],
                             unsigned chunks)
{
    static const char head[] =
        HEAD("POST", "/readings") "Content-Type: application/json\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n";
    char chunk[CHUNK];

    memset(chunk, 'x', sizeof chunk);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = tls_enter(server, "sensor-1", 3);
        assert_gnutls_ok(tls_send_text(clients[i], head));
        for (unsigned n = 0; n < chunks; n++) {
            assert_gnutls_ok(
                tls_send_text(clients[i], "4000\r\n")); /* CHUNK */
            assert_gnutls_ok(tls_send(clients[i], chunk, sizeof chunk));
            assert_gnutls_ok(tls_send_text(clients[i], "\r\n"));
        }
    }
}

/* A reload after each of them, or after the last alone; then they ask. */
static void stay_over_reloads(struct service *server,
                              struct tls_client *clients[CLIENTS],
                              unsigned reloads)
{
    for (unsigned i = 0; i < CLIENTS; i++) {
        clients[i] = tls_enter(server, "sensor-1", 3);
        tls_ask(clients[i], server->ask, server->ask_status);
        if (i + reloads >= CLIENTS)
            (void)service_reload(server);
    }
    for (unsigned i = 0; i < CLIENTS; i++)
        tls_ask(clients[i], server->ask, server->ask_status);
}

/* Of a file of so many MiB, of which none can be under way as a whole. */
static void begin_downloads(struct service *server,
                            struct tls_client *clients[CLIENTS],
                            unsigned mebibytes)
{
    char path[PATH_SIZE];

    join_path(path, server->data, "big.bin");
    assert_system_ok(truncate(path, (off_t)mebibytes << 20));
    for (unsigned i = 0; i < CLIENTS; i++)
        clients[i] = act_begin_download(server, 3);
}

/* And read on. */
static void read_downloads(struct service *server,
                           struct tls_client *clients[CLIENTS],
                           unsigned chunks)
{
    char part[CHUNK];

    begin_downloads(server, clients, (unsigned)(TRIGGERS_BIG >> 20));
    for (unsigned i = 0; i < CLIENTS; i++) {
        size_t bytes = 0;

        while (bytes < (size_t)chunks * CHUNK) {
            ssize_t got = tls_receive(clients[i], part, sizeof part);

            if (got <= 0)
                fail_because("a download ends too early");
            bytes += (size_t)got;
        }
    }
}

static const struct amount amounts[] = {
    {"in the midst of a body that is too long", "chunks of it", 8, 32,
     send_long_bodies},
    {"who have asked again after reloads", "reloads", 1, CLIENTS,
     stay_over_reloads},
    {"at the beginning of a download", "MiB of the file", 3, 8,
     begin_downloads},
    {"in the midst of a download", "chunks of it", 1, 64, read_downloads},
};

static struct holding weigh(struct metered *metered,
                            const struct amount *amount, unsigned how_much)
{
    struct tls_client *clients[CLIENTS];
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding after;

    amount->come(metered->server, clients, how_much);
    after = gauge_rest(&metered->gauge, CLIENTS);
    for (int i = 0; i < CLIENTS; i++)
        tls_reset(clients[i]);
    (void)gauge_rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}

static void print_amount(const struct amount *amount, unsigned how_much,
                         const struct holding *held)
{
    char text[HOLDING_TEXT];

    (void)printf("    %s: %2u: %s\n", amount->of, how_much,
                 holding_text(held, text));
}

static bool grows_with(struct metered *metered, const struct amount *amount,
                       bool *heap)
{
    struct holding little, much;

    (void)weigh(metered, amount, amount->much); /* a first time */
    for (int twice = 0; twice < 2; twice++) {
        little = weigh(metered, amount, amount->little);
        much = weigh(metered, amount, amount->much);
        *heap = much.bytes > little.bytes + CLIENTS * SPARE;
        if (!*heap && much.descriptors <= little.descriptors)
            return false;
    }
    (void)printf("present: %d clients %s, while they are there\n", CLIENTS,
                 amount->what);
    print_amount(amount, amount->little, &little);
    print_amount(amount, amount->much, &much);
    return true;
}

/* ---- The stage ---------------------------------------------------------- */

static void begin(struct metered *metered, bool stacks)
{
    metered->gauge.stacks = stacks;
    metered->server = gauge_start(&metered->gauge, (struct service_setup){0});
    triggers_prepare(metered->server);
    triggers_crowd(metered->server);
}

static void end(struct metered *metered)
{
    (void)service_stop(metered->server);
    gauge_close(&metered->gauge);
    *metered = (struct metered){0};
}

/*
 * Who grows at first may have filled what is bounded, and who still does may
 * free it a little later. Each turn has a young server: what doubles does so
 * the more seldom the older it is.
 */
static bool grows_each_turn(struct metered *metered, const struct pace *pace,
                            bool *heap)
{
    for (enum turn turn = QUICK; turn <= AFTERWARDS; turn++) {
        if (turn != QUICK) {
            end(metered);
            begin(metered, turn == AFTERWARDS);
        }
        if (!grows_in_company(metered, turn, pace, heap))
            return false;
    }
    return true;
}

static bool any_grows(struct metered *metered, const struct pace *pace,
                      bool *heap)
{
    if (grows_each_turn(metered, pace, heap))
        return true;
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        if (service_is_per_request() && amounts[i].come == stay_over_reloads)
            continue;
        if (grows_with(metered, &amounts[i], heap))
            return true;
    }
    return false;
}

/* Downloads of one client cost a handshake less each. */
static struct pace pace_in_company(const struct judged *judged)
{
    struct pace pace = pace_of(judged);
    const struct trigger *of_one = trigger_find("same-client");

    if (judged->per == PER_DOWNLOAD && !metered_skips(of_one))
        pace.trigger = of_one;
    return pace;
}

void present_stage(const struct judged *judged)
{
    struct metered metered = {0};
    struct pace pace = pace_in_company(judged);
    bool heap = false;
    bool does = false;

    begin(&metered, false);
    does = any_grows(&metered, &pace, &heap);
    end(&metered);
    if (!does)
        return;
    (void)printf("grows: %s\n", heap ? "heap" : "held");
    fail();
}
