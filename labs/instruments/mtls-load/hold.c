/* SPDX-License-Identifier: MIT */
/*
 * Held connections cost this program a descriptor and a session each, and no
 * thread.
 */
#include "hold.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net.h"
#include "say.h"
#include "stop.h"

static int open_one(struct run *run, struct client *client, bool stalls)
{
    int64_t deadline = net_now_us() + (int64_t)(run->options->timeout * 1e6);
    struct client_setup setup = run_setup(run, IDENTITY_GOOD, deadline);

    if (stalls)
        setup.cut = CUT_IN_HELLO;
    if (client_connect(client, &setup) < 0) {
        if (client->failure == FAILURE_NO_SERVER)
            atomic_store(&run->no_server, true);
        return -1;
    }
    if (client_handshake(client, &setup) < 0 &&
        !(stalls && client->cut_reached))
        return -1;
    return 0;
}

int hold_open(struct hold *hold, struct run *run)
{
    size_t total =
        (size_t)run->options->hold + (size_t)run->options->hold_stalled;

    memset(hold, 0, sizeof *hold);
    if (total == 0)
        return 0;
    hold->client = calloc(total, sizeof *hold->client);
    if (hold->client == NULL) {
        say("--hold: out of memory: give less");
        return -1;
    }
    for (size_t i = 0; i < total; i++) {
        bool stalls = i >= (size_t)run->options->hold;

        if (open_one(run, &hold->client[i], stalls) < 0) {
            if (!atomic_load(&run->no_server) && !stop_asked())
                say("held connection %zu: %s: see the server's limits", i,
                    hold->client[i].error);
            client_close(&hold->client[i], FAREWELL_NONE);
            return -1;
        }
        *(stalls ? &hold->stalled : &hold->idle) += 1;
    }
    if (!run->options->quiet)
        say("holding %zu idle and %zu stalled connections", hold->idle,
            hold->stalled);
    return 0;
}

/*
 * Tickets may lie unread; only then comes the end of the stream. So read
 * what there is: nobody will use these sessions again.
 */
static bool still_open(struct client *client)
{
    char buffer[4096];
    ssize_t n;

    do {
        n = recv(client->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void hold_look(struct hold *hold)
{
    for (size_t i = 0; i < hold->idle + hold->stalled; i++) {
        if (still_open(&hold->client[i]))
            *(i < hold->idle ? &hold->idle_open : &hold->stalled_open) += 1;
    }
}

void hold_free(struct hold *hold)
{
    for (size_t i = 0; i < hold->idle + hold->stalled; i++)
        client_close(&hold->client[i], FAREWELL_NONE);
    free(hold->client);
    hold->client = NULL;
}
