/* SPDX-License-Identifier: MIT */
/*
 * Requests: which connection they take, what the answer has to be, and when
 * a server that closed first is given a second try.
 */
#include "step.h"

#include <stdio.h>
#include <string.h>

#include "http.h"
#include "net.h"
#include "upset.h"

/* ---- One request ------------------------------------------------------ */

/*
 * Sends the request and reads the answer. Returns 0 when there was a whole
 * one, right or not; -1 with the client's failure set.
 */
static int exchange(struct scene *scene, struct client *client,
                    struct http_response *response)
{
    const struct kind *kind = scene->flavour->kind;
    int64_t begin = net_now_us();

    response->started = false;
    if (client_send(client, scene->request, scene->length) < 0 ||
        http_read_head(client, response) < 0 ||
        http_read_body(client, response, strcmp(kind->method, "HEAD") == 0) <
            0)
        return -1;
    scene->outcome.service_us = net_now_us() - begin;
    /*
     * From when it was due: a server that stalls keeps its clients from
     * sending, and what they did not send would miss from the percentiles
     * ("coordinated omission").
     */
    scene->outcome.request_us =
        scene->outcome.service_us +
        (scene->due_us > 0 ? begin - scene->due_us : 0);
    scene->outcome.status = response->status;
    scene->outcome.ok = response->status == kind->status;
    if (!scene->outcome.ok)
        (void)snprintf(scene->outcome.error, sizeof scene->outcome.error,
                       "HTTP status %d, not %d", response->status,
                       kind->status);
    return 0;
}

/*
 * An idle connection may be closed by the server at any time (RFC 9112,
 * 9.3.1): a request that met no answer on it goes out once more.
 */
static bool worth_another_try(const struct client *client,
                              const struct http_response *response,
                              bool reused)
{
    return reused && client->failure == FAILURE_CLOSED && !response->started;
}

static void keep_ticket(struct worker *worker)
{
    gnutls_datum_t ticket = client_ticket(&worker->client);

    if (ticket.size > 0) {
        gnutls_free(worker->ticket.data);
        worker->ticket = ticket;
    }
}

static int try_request(struct scene *scene, struct http_response *response,
                       bool *again)
{
    struct worker *worker = scene->worker;
    struct client *client = &worker->client;
    bool reused = client->fd >= 0;

    *again = false;
    if (reused) {
        client->deadline_us = scene->deadline_us;
        client->failure = FAILURE_NONE;
    } else {
        struct client_setup setup = run_setup(
            worker->run, scene->flavour->identity, scene->deadline_us);

        setup.ticket = &worker->ticket; /* empty but in resumed mode */
        if (scene_open(scene, client, &setup) < 0)
            return -1;
    }
    if (exchange(scene, client, response) < 0) {
        *again = worth_another_try(client, response, reused);
        return -1;
    }
    return 0;
}

/* Over the worker's connection, which --handshake opens and closes. */
static void request(struct scene *scene)
{
    struct worker *worker = scene->worker;
    enum handshake_mode mode = worker->run->options->handshake;
    struct http_response response;
    bool again;
    int rc = try_request(scene, &response, &again);

    if (again) {
        scene_close(scene, &worker->client, FAREWELL_NONE);
        rc = try_request(scene, &response, &again);
    }
    if (rc < 0) {
        scene_failed(scene, &worker->client);
        scene_close(scene, &worker->client, FAREWELL_NONE);
        return;
    }
    if (mode == HANDSHAKE_RESUMED)
        keep_ticket(worker);
    if (mode != HANDSHAKE_KEEP_ALIVE || response.close)
        scene_close(scene, &worker->client, FAREWELL_POLITE);
}

/* Over a connection of its own, with a full handshake. */
static void fresh(struct scene *scene)
{
    struct client client;
    struct http_response response;
    struct client_setup setup = run_setup(
        scene->worker->run, scene->flavour->identity, scene->deadline_us);
    bool right = scene_open(scene, &client, &setup) == 0 &&
                 exchange(scene, &client, &response) == 0;

    if (!right)
        scene_failed(scene, &client);
    scene_close(scene, &client, right ? FAREWELL_POLITE : FAREWELL_NONE);
}

/* ---- The step --------------------------------------------------------- */

static bool compose(struct scene *scene, size_t step)
{
    const struct run *run = scene->worker->run;
    int length;

    if (scene->flavour->kind->method == NULL)
        return true; /* an aborted handshake asks for nothing */
    length = kind_request(scene->flavour->kind, run->target->authority,
                          run->options->firmware, plan_random(run->plan, step),
                          scene->request, sizeof scene->request, &scene->head);
    if (length < 0) {
        scene->outcome.failure = FAILURE_OTHER;
        (void)snprintf(scene->outcome.error, sizeof scene->outcome.error,
                       "a request of over %d bytes: give a shorter --firmware",
                       REQUEST_SIZE);
        return false;
    }
    scene->length = (size_t)length;
    return true;
}

void step_run(struct worker *worker, size_t step)
{
    struct run *run = worker->run;
    struct scene scene = {
        .worker = worker,
        .flavour = &run->plan->flavour[run->plan->step[step]],
        .due_us = run_due(run, step),
        .deadline_us = net_now_us() + (int64_t)(run->options->timeout * 1e6),
        .outcome = {.refusal = -1, .request_us = -1},
    };

    stats_begun(run->stats);
    if (compose(&scene, step)) {
        switch (scene.flavour->kind->act) {
        case ACT_REQUEST:
            request(&scene);
            break;
        case ACT_FRESH:
            fresh(&scene);
            break;
        default:
            upset_run(&scene);
            break;
        }
    }
    stats_step(run->stats, run->plan, step, &scene.outcome);
}

void step_finish(struct worker *worker)
{
    client_close(&worker->client, FAREWELL_POLITE);
    stats_bytes(worker->run->stats, &worker->client);
    gnutls_free(worker->ticket.data);
    worker->ticket.data = NULL;
}
