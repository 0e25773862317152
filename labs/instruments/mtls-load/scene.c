/* SPDX-License-Identifier: MIT */
/*
 * Connections of a step, counted.
 */
#include "scene.h"

#include <stdio.h>

#include "net.h"
#include "stop.h"

int scene_open(struct scene *scene, struct client *client,
               const struct client_setup *setup)
{
    struct worker *worker = scene->worker;
    struct run *run = worker->run;
    bool kept = client == &worker->client &&
                run->options->handshake == HANDSHAKE_KEEP_ALIVE;
    int64_t begin = net_now_us();

    if (client_connect(client, setup) < 0) {
        if (client->failure == FAILURE_NO_SERVER) {
            atomic_store(&run->no_server, true);
            stop_ask();
        }
        return -1;
    }
    stats_connection(run->stats, kept && worker->connected_before);
    worker->connected_before = worker->connected_before || kept;
    if (client_handshake(client, setup) < 0)
        return -1;
    if (scene->flavour->kind->act != ACT_REFUSED)
        stats_handshake(run->stats, client, net_now_us() - begin);
    return 0;
}

void scene_close(struct scene *scene, struct client *client,
                 enum farewell farewell)
{
    client_close(client, farewell);
    stats_bytes(scene->worker->run->stats, client);
    client->bytes_in = 0;
    client->bytes_out = 0;
}

void scene_failed(struct scene *scene, const struct client *client)
{
    scene->outcome.ok = false;
    scene->outcome.failure = client->failure;
    (void)snprintf(scene->outcome.error, sizeof scene->outcome.error, "%s",
                   client->error);
}
