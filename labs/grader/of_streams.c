/* SPDX-License-Identifier: MIT */
#include "of_streams.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe/acts.h"
#include "probe/probe.h"
#include "probe/rest.h"
#include "rounds.h"

/* ---- A disk that fails -------------------------------------------------- */

#define ERRORS 16

/* Nothing is at its beginning: read(2) says EIO, as of a bad disk. */
static void read_bad_disk(struct metered *metered)
{
    struct tls_client *client = tls_enter(metered->server, "sensor-1", 3);

    for (unsigned i = 0; i < ERRORS; i++) {
        scoped_response struct http_response response = {0};

        (void)tls_exchange(client, GET("/firmware/mem"), &response);
    }
    tls_leave(client);
}

static const struct rounds bad_disk = {
    .what = "bad disk: a download whose first byte cannot be read "
            "(EIO: --data /proc/self, GET /firmware/mem)",
    .options =
        (const char *const[]){"--threads", "1", "--data", "/proc/self", NULL},
    .round = read_bad_disk,
    .steps = ERRORS,
    .filling = 128 / ERRORS, /* a list of the last hundred */
};

bool bad_disk_grows(bool *heap)
{
    return rounds_grow(&bad_disk, heap);
}

/* ---- A file that shrinks ------------------------------------------------ */

#define DOWNLOADS 24
#define LONGER (3L << 20)
#define SHORTER 1024L

struct shrinking {
    char path[PATH_SIZE];
    atomic_bool over;
};

static void *shrink_and_grow(void *object)
{
    struct shrinking *shrinking = object;
    bool goes_on = true;

    while (goes_on) {
        goes_on = !atomic_load(&shrinking->over) &&
                  truncate(shrinking->path, SHORTER) == 0 &&
                  truncate(shrinking->path, LONGER) == 0;
    }
    return NULL;
}

/* Whether the server has ended; the answer may be cut off. */
static bool ends_of_download(const struct service *server)
{
    scoped_response struct http_response response = {0};
    struct rest rest = {.pid = server->process.pid,
                        .sockets = REST_ANY_SOCKETS};
    struct tls_client *client = tls_try(server, &tls_sensor);

    if (client != NULL)
        (void)tls_exchange(client, GET("/firmware/big.bin"), &response);
    tls_close(client);
    return rest_wait(&rest, patience()) == REST_ENDED;
}

static bool ends_while_shrinking(struct service *server)
{
    struct shrinking shrinking = {.over = false};
    pthread_t thread;
    bool ended = false;

    join_path(shrinking.path, server->data, "big.bin");
    write_file(shrinking.path, "", 0);
    assert_system_ok(truncate(shrinking.path, LONGER));
    if (pthread_create(&thread, NULL, shrink_and_grow, &shrinking) != 0)
        fail_because("no thread can be started");
    for (int i = 0; i < DOWNLOADS && !ended; i++)
        ended = ends_of_download(server);
    atomic_store(&shrinking.over, true);
    (void)pthread_join(thread, NULL); /* it is ours */
    return ended;
}

bool shrinking_kills(void)
{
    struct service *server = service_start(NULL);
    int signal = 0;

    if (!ends_while_shrinking(server)) {
        (void)service_stop(server);
        return false;
    }
    signal = process_wait(&server->process) - 128;
    if (signal <= 0 || signal == SIGKILL) /* nobody knows whose */
        fail_because("the server has ended, with status %d",
                     server->process.exit);
    (void)printf(
        "shrinks: a file is made shorter, and longer again, while it "
        "is downloaded\n    a download may be cut off, but the server "
        "has died of signal %d (%s)\n",
        signal, strsignal(signal));
    return true;
}

/* ---- A file that another takes the place of ------------------------------ */

#define ASKED 400

struct turns {
    const struct service *server;
    atomic_bool over;
};

/* Each a file of this letter alone; under the name of both is one of them. */
static const struct letter {
    char letter;
    size_t size;
    const char *name;
} letters[] = {{'a', 150000, "a.bin"}, {'b', 50000, "b.bin"}};

static void put_letters(const struct service *server)
{
    static char bytes[150000];

    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        memset(bytes, letters[i].letter, letters[i].size);
        service_put(server, letters[i].name, bytes, letters[i].size);
    }
    service_put(server, "both.bin", bytes, letters[1].size);
}

static void *take_turns(void *object)
{
    struct turns *turns = object;
    char path[2][PATH_SIZE], new[PATH_SIZE], both[PATH_SIZE];
    bool goes_on = true;

    join_path(path[0], turns->server->data, letters[0].name);
    join_path(path[1], turns->server->data, letters[1].name);
    join_path(new, turns->server->data, "new.bin");
    join_path(both, turns->server->data, "both.bin");
    for (size_t i = 0; goes_on; i++)
        goes_on = !atomic_load(&turns->over) && link(path[i % 2], new) == 0 &&
                  rename(new, both) == 0;
    return NULL;
}

static bool is_one_file(const struct http_response *response)
{
    size_t same = 0;

    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (response->length != letters[i].size)
            continue;
        while (same < response->length &&
               response->body[same] == letters[i].letter)
            same++;
        return response->code == CURLE_OK && same == response->length;
    }
    return false;
}

/* A client who gets no answer proves nothing: the machine may be busy. */
static bool is_mixed(const struct http_response *response)
{
    if ((response->code != CURLE_OK && response->code != CURLE_PARTIAL_FILE) ||
        response->status != 200 || is_one_file(response))
        return false;
    (void)printf("replaced: a file of %zu bytes and one of %zu take each "
                 "other's place\n    (rename) while they are downloaded\n"
                 "    an answer has announced %s bytes, and has %zu%s\n",
                 letters[0].size, letters[1].size,
                 response_header(response, "Content-Length"), response->length,
                 response->code == CURLE_OK ? " of both" : "");
    return true;
}

bool replaced_is_mixed(void)
{
    struct service *server = service_start(NULL);
    struct turns turns = {.server = server, .over = false};
    scoped_response struct http_response response = {0};
    scoped_client struct http_client *client = client_new(server, "sensor-1");
    pthread_t thread;
    bool mixed = false;

    put_letters(server);
    if (pthread_create(&thread, NULL, take_turns, &turns) != 0)
        fail_because("no thread can be started");
    for (int i = 0; i < ASKED && !mixed; i++) {
        (void)client_get(client, "/firmware/both.bin", &response);
        mixed = is_mixed(&response);
    }
    atomic_store(&turns.over, true);
    (void)pthread_join(thread, NULL); /* it is ours */
    (void)service_stop(server);
    return mixed;
}
