/* SPDX-License-Identifier: MIT */
/*
 * Each function is one critical section.
 */
#include "stats.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A normal mutex, not held: neither call below can fail (POSIX). */
static void lock(struct stats *stats)
{
    (void)pthread_mutex_lock(&stats->mutex);
}

static void unlock(struct stats *stats)
{
    (void)pthread_mutex_unlock(&stats->mutex);
}

struct stats *stats_new(void)
{
    struct stats *stats = calloc(1, sizeof *stats);

    if (stats != NULL && pthread_mutex_init(&stats->mutex, NULL) != 0) {
        free(stats);
        stats = NULL;
    }
    return stats;
}

void stats_free(struct stats *stats)
{
    if (stats != NULL) {
        (void)pthread_mutex_destroy(&stats->mutex);
        free(stats);
    }
}

void stats_begun(struct stats *stats)
{
    lock(stats);
    stats->begun++;
    unlock(stats);
}

void stats_connection(struct stats *stats, bool again)
{
    lock(stats);
    stats->connections++;
    stats->reconnects += again ? 1 : 0;
    unlock(stats);
}

void stats_handshake(struct stats *stats, const struct client *client,
                     int64_t us)
{
    gnutls_protocol_t version;

    if (client->session == NULL)
        return; /* plain HTTP */
    version = gnutls_protocol_get_version(client->session);
    lock(stats);
    if (client->resumed)
        stats->handshakes_resumed++;
    else
        stats->handshakes_full++;
    stats->tls12 += version == GNUTLS_TLS1_2 ? 1 : 0;
    stats->tls13 += version == GNUTLS_TLS1_3 ? 1 : 0;
    histogram_add(&stats->handshake_us, (uint64_t)us);
    unlock(stats);
}

void stats_aborted(struct stats *stats)
{
    lock(stats);
    stats->handshakes_aborted++;
    unlock(stats);
}

void stats_bytes(struct stats *stats, const struct client *client)
{
    lock(stats);
    stats->bytes_in += client->bytes_in;
    stats->bytes_out += client->bytes_out;
    unlock(stats);
}

void stats_step(struct stats *stats, const struct plan *plan, size_t step,
                const struct outcome *outcome)
{
    uint8_t flavour = plan->step[step];

    if (outcome->failure == FAILURE_STOPPED)
        return; /* neither right nor wrong: it was not given the time */
    lock(stats);
    stats->steps++;
    if (outcome->ok) {
        stats->ok++;
        stats->flavour_ok[flavour]++;
    } else {
        stats->flavour_failed[flavour]++;
        if (stats->errors < MAX_ERRORS)
            (void)snprintf(stats->error[stats->errors++],
                           sizeof stats->error[0], "step %zu, %s: %s", step,
                           plan->flavour[flavour].name, outcome->error);
    }
    if (outcome->status >= 100 && outcome->status < 600)
        stats->status[outcome->status]++;
    if (outcome->refusal >= 0 && outcome->refusal < ENDINGS) {
        stats->refusal[flavour][outcome->refusal]++;
        stats->handshakes_refused++;
    }
    if (outcome->request_us >= 0) {
        stats->requests++;
        histogram_add(&stats->request_us, (uint64_t)outcome->request_us);
        histogram_add(&stats->service_us, (uint64_t)outcome->service_us);
    }
    unlock(stats);
}

const char *stats_ending(int refusal, char *buffer)
{
    const char *name = NULL;
    size_t i = 0;

    if (refusal != END_OF_STREAM)
        name = gnutls_alert_get_strname((gnutls_alert_description_t)refusal);
    if (name == NULL) {
        (void)snprintf(buffer, 64,
                       refusal == END_OF_STREAM ? "end_of_stream" : "alert_%d",
                       refusal);
        return buffer;
    }
    if (strncmp(name, "GNUTLS_A_", 9) == 0)
        name += 9;
    for (; i < 63 && name[i] != '\0'; i++)
        buffer[i] = (char)tolower((unsigned char)name[i]);
    buffer[i] = '\0';
    return buffer;
}
