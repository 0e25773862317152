/* SPDX-License-Identifier: MIT */
/*
 * What upsets a server: certificates that it must refuse, handshakes that
 * break off, clients that vanish or stop reading.
 */
#include "upset.h"

#include <stdio.h>

#include "http.h"
#include "net.h"

enum {
    SMALL_BUFFER = 4096, /* bytes of receive buffer: the server has to wait */
    SOME = 1024,         /* bytes of a download before its reader vanishes */
};

/* ---- Refused ---------------------------------------------------------- */

static bool is_refusal(const struct client *client)
{
    return client->failure == FAILURE_ALERT ||
           client->failure == FAILURE_CLOSED;
}

/*
 * Under TLS 1.2 the handshake fails. Under TLS 1.3 a client is done before
 * the server has judged it, and learns of a refusal when it first reads
 * (RFC 8446, 4.4.2.4 and E.1): so it asks, and must get no answer.
 */
static void refused(struct scene *scene)
{
    struct outcome *outcome = &scene->outcome;
    struct client client;
    struct http_response response = {.started = false};
    struct client_setup setup = run_setup(
        scene->worker->run, scene->flavour->identity, scene->deadline_us);

    if (scene_open(scene, &client, &setup) == 0) {
        /*
         * Sending may fail because the server has closed: the alert that
         * says why is still there to be read.
         */
        if (client_send(&client, scene->request, scene->length) < 0 &&
            client.failure == FAILURE_CLOSED)
            client.failure = FAILURE_NONE;
        if (client.failure == FAILURE_NONE)
            (void)http_read_head(&client, &response); /* judged below */
    }
    if (client.failure != FAILURE_NONE && client.fd >= 0 &&
        is_refusal(&client) && !response.started) {
        outcome->ok = true;
        outcome->refusal =
            client.failure == FAILURE_ALERT ? client.alert : END_OF_STREAM;
    } else if (response.started) {
        outcome->failure = FAILURE_OTHER;
        outcome->status = response.status;
        (void)snprintf(outcome->error, sizeof outcome->error,
                       "not refused: HTTP status %d", response.status);
    } else {
        scene_failed(scene, &client);
    }
    scene_close(scene, &client, FAREWELL_NONE);
}

/*
 * Reads on for nothing; a server that gives the client up meanwhile, as a
 * good one does after its time-out, is right to.
 */
static void stall(struct scene *scene)
{
    const struct options *options = scene->worker->run->options;
    int64_t until = net_now_us() + (int64_t)(options->stall * 1e6);

    if (net_wait(-1, 0, until) == NET_STOPPED)
        scene->outcome.failure = FAILURE_STOPPED;
}

/* ---- Aborted ---------------------------------------------------------- */

static void aborted(struct scene *scene, enum cut cut)
{
    struct client client;
    struct client_setup setup = run_setup(
        scene->worker->run, scene->flavour->identity, scene->deadline_us);
    int rc;

    setup.cut = cut;
    rc = scene_open(scene, &client, &setup);
    if (cut == CUT_NOWHERE ? rc == 0 : client.cut_reached) {
        scene->outcome.ok = true;
        if (cut != CUT_NOWHERE)
            stats_aborted(scene->worker->run->stats);
        if (cut == CUT_IN_HUGE_HELLO)
            stall(scene);
    } else {
        scene_failed(scene, &client);
    }
    scene_close(scene, &client, FAREWELL_NONE);
}

/* ---- Vanished --------------------------------------------------------- */

/*
 * Sends `length` bytes of the request, then ends the stream without a TLS
 * goodbye. A reset, or a plain close, could overtake the bytes: the server
 * might never learn that there was half a request.
 */
static void vanish(struct scene *scene, size_t length)
{
    struct client client;
    struct client_setup setup = run_setup(
        scene->worker->run, scene->flavour->identity, scene->deadline_us);

    scene->outcome.ok = scene_open(scene, &client, &setup) == 0 &&
                        client_send(&client, scene->request, length) == 0;
    if (!scene->outcome.ok)
        scene_failed(scene, &client);
    scene_close(scene, &client, FAREWELL_EOF);
}

static int begin_download(struct scene *scene, struct client *client,
                          const struct client_setup *setup)
{
    struct outcome *outcome = &scene->outcome;
    struct http_response response;

    if (scene_open(scene, client, setup) < 0 ||
        client_send(client, scene->request, scene->length) < 0 ||
        http_read_head(client, &response) < 0) {
        scene_failed(scene, client);
        return -1;
    }
    outcome->status = response.status;
    if (response.status != scene->flavour->kind->status) {
        outcome->failure = FAILURE_OTHER;
        (void)snprintf(outcome->error, sizeof outcome->error,
                       "HTTP status %d, not %d", response.status,
                       scene->flavour->kind->status);
        return -1;
    }
    if (http_read_some(client, &response, SOME) < 0) {
        scene_failed(scene, client);
        return -1;
    }
    return 0;
}

static void download(struct scene *scene, bool stalls)
{
    struct client client;
    struct client_setup setup = run_setup(
        scene->worker->run, scene->flavour->identity, scene->deadline_us);

    setup.rcvbuf = SMALL_BUFFER;
    if (begin_download(scene, &client, &setup) == 0) {
        scene->outcome.ok = true;
        if (stalls)
            stall(scene);
    }
    scene_close(scene, &client, FAREWELL_RESET);
}

void upset_run(struct scene *scene)
{
    switch (scene->flavour->kind->act) {
    case ACT_REFUSED:
        refused(scene);
        break;
    case ACT_ABORT_HELLO:
        aborted(scene, CUT_IN_HELLO);
        break;
    case ACT_ABORT_FLIGHT1:
        aborted(scene, CUT_AFTER_HELLO);
        break;
    case ACT_ABORT_FLIGHT2:
        aborted(scene, CUT_AFTER_SERVER_FLIGHT);
        break;
    case ACT_ABORT_FINISHED:
        aborted(scene, CUT_NOWHERE);
        break;
    case ACT_VANISH_REQUEST:
        vanish(scene, scene->length / 2);
        break;
    case ACT_VANISH_POST: /* the head, and half the body */
        vanish(scene, scene->head + (scene->length - scene->head) / 2);
        break;
    case ACT_VANISH_DOWNLOAD:
        download(scene, false);
        break;
    case ACT_STALL_DOWNLOAD:
        download(scene, true);
        break;
    case ACT_STALL_HELLO:
        aborted(scene, CUT_IN_HUGE_HELLO);
        break;
    default: /* requests are not done here */
        break;
    }
}
