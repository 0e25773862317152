/* SPDX-License-Identifier: MIT */
#include "storm.h"

#include <stdio.h>
#include <stdlib.h>

#include "probe/mtls_load.h"
#include "probe/probe.h"

static const struct crowd usual = {
    .mix = "healthz=12,post=4,firmware=4,requests=1,sessions=1,accepted=1,"
           "refused=1,vanish:request=1",
    .clients = 6};

/* ---- mtls-load --------------------------------------------------------- */

void crowd_begin(struct process *process, const struct service *server,
                 const struct crowd *crowd)
{
    char folder[PATH_SIZE], steps[16], clients[16], patient[16];
    /* An option a line. */
    /* clang-format off */
    const char *const options[] = {
        "--count", steps,
        "--concurrency", clients,
        "--timeout", patient,
        "--handshake", crowd->fresh || service_is_per_request() ? "full" : "keep-alive",
        "--mix", crowd->mix,
        "--firmware", "small.bin",
        NULL};
    /* clang-format on */

    (void)snprintf(steps, sizeof steps, "%u", crowd->steps);
    (void)snprintf(clients, sizeof clients, "%u", crowd->clients);
    (void)snprintf(patient, sizeof patient, "%u", patience());
    make_folder(folder);
    mtls_load_start(process, folder, server, options);
}

void crowd_judge(const struct process *process, const struct crowd *crowd)
{
    size_t size = 0;
    char *out = NULL, *err = NULL;

    if (process->exit == 0)
        return;
    out = read_file(process->out, &size);
    err = read_file(process->err, &size);
    print_error("%s%s", out, err);
    free(out);
    free(err);
    fail_because("%u clients at once, and not each was served as it should be",
                 crowd->clients);
}

/* ---- A storm ----------------------------------------------------------- */

void storm(const struct metered *metered, unsigned count)
{
    struct crowd crowd = usual;
    struct process process;

    crowd.steps = count;
    crowd_begin(&process, metered->server, &crowd);
    (void)process_wait(&process);
    crowd_judge(&process, &crowd);
}

struct holding storm_growth(const struct metered *metered)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding after;

    storm(metered, STORM_STEPS);
    after = gauge_rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}
