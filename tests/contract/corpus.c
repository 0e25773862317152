/* SPDX-License-Identifier: MIT */
/*
 * Contract: malformed certificates and TLS streams of public fuzz corpora
 * (support/corpus.h). None is answered by HTTP, each connection ends, and a
 * good client is served afterwards.
 */
#include <stdlib.h>

#include "corpus.h"
#include "support.h"

static void list(const char *name)
{
    if (!corpus_list(name))
        skip_because("no malformed certificates (MTLS_CORPUS=FOLDER)");
}

/* ---- What is to hold afterwards ---------------------------------------- */

/* Without the one that each server holds, where there is one a request. */
static double open_files(const struct service *server)
{
    char *page = samples_page(server);
    double files = samples_value(page, "process_open_fds") -
                   samples_value(page, "mtls_live_objects{module=\"server\"}");

    free(page);
    return files;
}

static void expect_unharmed(const struct service *server, double files)
{
    assert_get(server, "sensor-1", "/healthz", 200);
    wait_until(sample(server, "mtls_connections_active") == 1);
    wait_until(open_files(server) <= files);
}

/* ---- The tests ---------------------------------------------------------- */

SERVER_TEST(no_certificate_of_the_corpus_is_let_in)
{
    double files = 0;

    list("der");
    files = open_files(*state);
    for (size_t i = 0; i < corpus_count; i += corpus_step()) {
        (void)corpus_show(*state, corpus_paths[i], TLS_1_2);
        (void)corpus_show(*state, corpus_paths[i], TLS_1_3);
    }
    assert_true(requests_counted(*state) == 0);
    expect_unharmed(*state, files);
    corpus_forget();
}

SERVER_TEST(no_stream_of_the_corpus_does_harm)
{
    double files = 0;

    list("raw");
    files = open_files(*state);
    for (size_t i = 0; i < corpus_count; i += corpus_step())
        corpus_send(*state, corpus_paths[i]);
    assert_true(requests_counted(*state) == 0);
    expect_unharmed(*state, files);
    corpus_forget();
}

SUITE("contract/corpus")
