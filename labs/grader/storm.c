/* SPDX-License-Identifier: MIT */
/*
 * Many clients at once.
 */
#define _POSIX_C_SOURCE 200809L
#include "storm.h"

#include <stdio.h>
#include <stdlib.h>

#include "probe/probe.h"

static const char mix[] =
    "healthz=12,post=4,firmware=4,requests=1,sessions=1,accepted=1,"
    "refused=1,vanish:request=1";

void storm(const struct metered *metered)
{
    char program[PATH_SIZE], ca[PATH_SIZE], cert[PATH_SIZE], key[PATH_SIZE];
    char unexpected[PATH_SIZE], steps[16];
    char patient[16];
    /* An option a line. */
    /* clang-format off */
    const char *const argv[] = {
        program, "--quiet",
        "--count", steps,
        "--concurrency", "6",
        "--timeout", patient,
        "--handshake", service_is_per_request() ? "full" : "keep-alive",
        "--mix", mix,
        "--firmware", "small.bin",
        "--ca", ca,
        "--cert", cert,
        "--key", key,
        "--unexpected", unexpected,
        metered->server->url, NULL};
    /* clang-format on */
    struct finished finished;

    (void)snprintf(steps, sizeof steps, "%d", STORM_STEPS);
    (void)snprintf(patient, sizeof patient, "%u", patience());
    join_path(program, getenv("MTLS_INSTRUMENTS"), "mtls-load");
    join_path(unexpected, certs_folder(), "unexpected");
    cert_path(ca, "ca");
    cert_path(cert, "sensor-1");
    key_path(key, "sensor-1");
    finished = process_run(&(struct command){.argv = argv});
    if (finished.exit != 0)
        fail_because("six clients at once, and not each was served as it "
                     "should be:\n%s%s",
                     finished.out, finished.err);
    finished_free(&finished);
}

struct holding storm_growth(const struct metered *metered)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding after;

    storm(metered);
    after = gauge_rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}
