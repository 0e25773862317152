/* SPDX-License-Identifier: MIT */
#include "at_once.h"

#include <string.h>

#include "probe/acts.h"
#include "probe/probe.h"
#include "rounds.h"

/*
 * More than fit where somebody made places for 64, or for 128. But to the
 * module `server`, which may have 64 places, as many come (others.c).
 */
#define MANY 150
#define FEW 64

/*
 * Each has a download under way, so that all modules have something for it:
 * they come one after the other, and go together. All but the first resume, as
 * a full handshake is dear.
 */
static void download_at_once(struct metered *metered, unsigned count)
{
    struct tls_client *clients[MANY];
    gnutls_datum_t ticket = {NULL, 0};

    for (unsigned i = 0; i < count; i++) {
        clients[i] = act_resume_download(metered->server, 3, &ticket);
        if (i == 0 && service_resumes())
            ticket = tls_session(clients[i]);
    }
    for (unsigned i = 0; i < count; i++)
        tls_reset(clients[i]);
    gnutls_free(ticket.data);
}

static unsigned crowd; /* how many */

static void come_and_go(struct metered *metered)
{
    download_at_once(metered, crowd);
}

static void prepare(struct metered *metered)
{
    triggers_prepare(metered->server);
}

/* The first crowd fills what is bounded, and meets all threads. */
bool at_once_grows(const struct judged *judged, bool *heap)
{
    struct rounds rounds = {
        .what = "at once: each client has a download under way, and then all "
                "of them go",
        .options = (const char *const[]){"--threads", "1", NULL},
        .fill = prepare,
        .round = come_and_go,
        .filling = 1,
    };

    crowd = strcmp(judged->module, "server") == 0 ? FEW : MANY;
    rounds.steps = crowd;
    return rounds_grow(&rounds, heap);
}
