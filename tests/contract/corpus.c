/* SPDX-License-Identifier: MIT */
/*
 * Contract: malformed certificates and TLS streams of public fuzz corpora.
 * None is answered by HTTP, each connection ends, and a good client is served
 * afterwards. The corpus is no part of the kit: MTLS_CORPUS_UNPACKED names
 * the folder with der/ and raw/ in it. A sample is tried, all of it with
 * MTLS_CORPUS_ALL=1.
 */
/* nftw, which walks a tree, is of X/Open. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "support.h"

#define FILES_MAX 8192
#define SAMPLE 96

static char *paths[FILES_MAX];
static size_t count;

/* ---- The files --------------------------------------------------------- */

static int note(const char *path, const struct stat *info, int type,
                struct FTW *where)
{
    (void)info, (void)where;
    if (type != FTW_F || count == FILES_MAX)
        return 0;
    paths[count] = strdup(path);
    return paths[count++] != NULL ? 0 : -1;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void forget(void)
{
    while (count > 0)
        free(paths[--count]);
}

/* Lists one of the two folders; skips the test if there is none. */
static void list(const char *name)
{
    const char *folder = getenv("MTLS_CORPUS_UNPACKED");
    char path[PATH_SIZE];

    if (folder == NULL || *folder == '\0')
        skip_because("no malformed certificates (MTLS_CORPUS=FOLDER)");
    forget();
    join_path(path, folder, name);
    assert_int_equal(nftw(path, note, 8, FTW_PHYS), 0);
    assert_true(count > SAMPLE);
    qsort(paths, count, sizeof *paths, compare);
}

/* From one file to the next, so that the sample is of the whole corpus. */
static size_t step(void)
{
    const char *all = getenv("MTLS_CORPUS_ALL");

    return all != NULL && strcmp(all, "1") == 0 ? 1 : count / SAMPLE;
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

/* ---- Certificates ------------------------------------------------------- */

SERVER_TEST(no_certificate_of_the_corpus_is_let_in)
{
    static const char *const versions[] = {TLS_1_2, TLS_1_3};
    double files = 0;

    list("der");
    files = open_files(*state);
    for (size_t i = 0; i < count; i += step()) {
        size_t size = 0;
        char *data = read_file(paths[i], &size);
        gnutls_datum_t der = {(unsigned char *)data, (unsigned)size};

        for (size_t v = 0; v < 2; v++) {
            struct tls_client *client = tls_open(
                *state,
                &(struct tls_setup){.der = &der, .priorities = versions[v]});

            if (tls_refusal(client) == TLS_ACCEPTED)
                fail_because("let in: %s", paths[i]);
            tls_close(client);
        }
        free(data);
    }
    assert_true(requests_counted(*state) == 0);
    expect_unharmed(*state, files);
    forget();
}

/* ---- Streams ------------------------------------------------------------ */

/* Sends it and reads to the end, whatever comes; fails if that is HTTP. */
static void try_stream(const struct service *server, const char *path)
{
    struct tls_client *client = tls_open(server, &(struct tls_setup){0});
    struct timeval wait = {.tv_sec = (time_t)patience()};
    int descriptor = tls_socket(client);
    char answer[4096];
    size_t size = 0;
    char *data = read_file(path, &size);
    ssize_t got = 0;

    assert_system_ok(
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait));
    /* The server may close before it has all: then this fails, rightly. */
    (void)send(descriptor, data, size, MSG_NOSIGNAL);
    (void)shutdown(descriptor, SHUT_WR);
    while ((got = recv(descriptor, answer, sizeof answer, 0)) > 0) {
        if (got >= 5 && memcmp(answer, "HTTP/", 5) == 0)
            fail_because("answered by HTTP: %s", path);
    }
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        patience_ran_out();
        fail_because("the connection does not end: %s", path);
    }
    free(data);
    tls_close(client);
}

SERVER_TEST(no_stream_of_the_corpus_does_harm)
{
    double files = 0;

    list("raw");
    files = open_files(*state);
    for (size_t i = 0; i < count; i += step())
        try_stream(*state, paths[i]);
    assert_true(requests_counted(*state) == 0);
    expect_unharmed(*state, files);
    forget();
}

SUITE("contract/corpus")
