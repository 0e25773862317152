/* SPDX-License-Identifier: MIT */
#include "amounts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe/acts.h"
#include "probe/probe.h"

#define CLIENTS 8
#define SPARE 1024L /* bytes more for each: of another length of a text */

/* So many of them, each of whom does so much of it; all stay. */
struct amount {
    const char *what, *of;
    unsigned little, much;
    void (*come)(struct service *server, struct tls_client *clients[CLIENTS],
                 unsigned amount);
    bool keeps_alive; /* they ask again: not with a server per request */
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

/* As often as that, one after the other. */
static void ask_often(struct service *server,
                      struct tls_client *clients[CLIENTS], unsigned requests)
{
    for (unsigned i = 0; i < CLIENTS; i++) {
        clients[i] = tls_enter(server, "sensor-1", 3);
        for (unsigned n = 0; n < requests; n++)
            tls_ask(clients[i], server->ask, server->ask_status);
    }
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
     send_long_bodies, false},
    {"who have asked again after reloads", "reloads", 1, CLIENTS,
     stay_over_reloads, true},
    {"who have asked again and again", "requests of each", 4, 256, ask_often,
     true},
    {"at the beginning of a download", "MiB of the file", 3, 8,
     begin_downloads, false},
    {"in the midst of a download", "chunks of it", 1, 64, read_downloads,
     false},
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

    (void)printf("    %s: %3u: %s\n", amount->of, how_much,
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

bool amounts_grow(struct metered *metered, bool *heap)
{
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        if (service_is_per_request() && amounts[i].keeps_alive)
            continue;
        if (grows_with(metered, &amounts[i], heap))
            return true;
    }
    return false;
}
