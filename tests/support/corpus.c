/* SPDX-License-Identifier: MIT */
/* nftw, which walks a tree, is of X/Open. */
#define _XOPEN_SOURCE 700
#include "corpus.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "probe/probe.h"

#define FILES_MAX 8192
#define SAMPLE 96

char *corpus_paths[FILES_MAX];
size_t corpus_count;

/* ---- The files --------------------------------------------------------- */

static int note(const char *path, const struct stat *info, int type,
                struct FTW *where)
{
    (void)info, (void)where;
    if (type != FTW_F || corpus_count == FILES_MAX)
        return 0;
    corpus_paths[corpus_count] = strdup(path);
    return corpus_paths[corpus_count++] != NULL ? 0 : -1;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void corpus_forget(void)
{
    while (corpus_count > 0)
        free(corpus_paths[--corpus_count]);
}

bool corpus_list(const char *name)
{
    const char *folder = getenv("MTLS_CORPUS_UNPACKED");
    char path[PATH_SIZE];

    if (folder == NULL || *folder == '\0')
        return false;
    corpus_forget();
    join_path(path, folder, name);
    assert_int_equal(nftw(path, note, 8, FTW_PHYS), 0);
    assert_true(corpus_count > SAMPLE);
    qsort(corpus_paths, corpus_count, sizeof *corpus_paths, compare);
    return true;
}

/* From one file to the next, so that the sample is of the whole corpus. */
size_t corpus_step(void)
{
    const char *all = getenv("MTLS_CORPUS_ALL");

    return all != NULL && strcmp(all, "1") == 0 ? 1 : corpus_count / SAMPLE;
}

/* ---- Trying one --------------------------------------------------------- */

int corpus_show(const struct service *server, const char *path,
                const char *priorities)
{
    size_t size = 0;
    char *data = read_file(path, &size);
    gnutls_datum_t der = {(unsigned char *)data, (unsigned)size};
    struct tls_client *client = tls_open(
        server, &(struct tls_setup){.der = &der, .priorities = priorities});
    int refusal = tls_refusal(client);

    if (refusal == TLS_ACCEPTED)
        fail_because("let in: %s", path);
    tls_close(client);
    free(data);
    return refusal;
}

void corpus_send(const struct service *server, const char *path)
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
