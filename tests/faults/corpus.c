/* SPDX-License-Identifier: MIT */
/*
 * Faults: all malformed certificates and streams of the corpus, in rounds.
 * After each the server holds the same, and each certificate was refused by
 * an alert. A sample, or with MTLS_CORPUS_ALL=1 all of them.
 */
#include <stdlib.h>

#include "corpus.h"
#include "probe/gauge.h"
#include "support.h"

static void list(const char *name)
{
    if (!corpus_list(name))
        skip_because("no malformed certificates (MTLS_CORPUS=FOLDER)");
}

static void show(const struct service *server, const char *path,
                 const char *priorities)
{
    if (corpus_show(server, path, priorities) == TLS_CLOSED)
        fail_because("refused without an alert: %s", path);
}

static struct holding play_round(struct service *server,
                                 const struct gauge *gauge)
{
    struct holding held;

    list("der");
    for (size_t i = 0; i < corpus_count; i += corpus_step()) {
        show(server, corpus_paths[i], TLS_1_2);
        show(server, corpus_paths[i], TLS_1_3);
    }
    list("raw");
    for (size_t i = 0; i < corpus_count; i += corpus_step())
        corpus_send(server, corpus_paths[i]);
    corpus_forget();
    assert_get(server, "sensor-1", "/healthz", 200);
    held = gauge_rest(gauge, 0);
    print_message("corpus: %lld bytes in %lld blocks, %lld descriptors\n",
                  (long long)held.bytes, (long long)held.blocks,
                  (long long)held.descriptors);
    return held;
}

BARE_TEST(a_round_of_the_corpus_leaves_what_the_round_before_left)
{
    struct gauge gauge = {0};
    struct service *server = NULL;
    struct holding before, now;

    list("der");
    server = gauge_start(&gauge, (struct service_setup){0});
    (void)play_round(server, &gauge);
    before = play_round(server, &gauge);
    now = play_round(server, &gauge);
    assert_int_equal(now.bytes, before.bytes);
    assert_int_equal(now.blocks, before.blocks);
    assert_int_equal(now.descriptors, before.descriptors);
    gauge_close(&gauge);
}

SUITE("faults/corpus")
