/* SPDX-License-Identifier: MIT */
/*
 * mtls-load: repeatable load for an mTLS server. This file is the life of a
 * run: options, certificates, plan, connections held, steps, result.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "hold.h"
#include "limit.h"
#include "net.h"
#include "result.h"
#include "say.h"
#include "standard.h"
#include "stop.h"
#include "workers.h"

/* Everything that main() frees; each free takes what was never made. */
struct life {
    struct options options;
    struct target target;
    struct identities identities;
    struct plan plan;
    struct hold hold;
    struct run run;
    FILE *json; /* NULL without --json */
};

/* ---- Getting ready ---------------------------------------------------- */

static int set_priority(struct run *run, const char *tls)
{
    const char *text = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
    int rc;

    if (tls != NULL)
        text = strcmp(tls, "1.2") == 0 ? "NORMAL:-VERS-ALL:+VERS-TLS1.2"
                                       : "NORMAL:-VERS-ALL:+VERS-TLS1.3";
    rc = gnutls_priority_init(&run->priority, text, NULL);
    if (rc < 0) {
        run->priority = NULL;
        say("%s: %s: does the system's policy for GnuTLS forbid it?", text,
            gnutls_strerror(rc));
        return -1;
    }
    return 0;
}

/*
 * Opened before the run: a file that can't be written should not be found
 * out an hour later.
 */
static int open_json(struct life *life)
{
    const char *path = life->options.json;

    if (path == NULL)
        return 0;
    life->json = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    if (life->json == NULL) {
        say("--json %s: %s: give a file that can be written", path,
            strerror(errno));
        return -1;
    }
    return 0;
}

/* Returns 0, or the exit status. */
static int prepare(struct life *life)
{
    struct run *run = &life->run;
    int rc;

    if (target_parse(&life->target, life->options.url) < 0) {
        say("%s: give a URL like https://127.0.0.1:8443", life->options.url);
        return 2;
    }
    if (identities_init(&life->identities, &life->options) < 0)
        return 1;
    rc = plan_init(&life->plan, &life->options, life->target.tls,
                   &life->identities);
    if (rc != 0)
        return rc;
    if (target_resolve(&life->target) < 0 || open_json(life) < 0 ||
        (life->target.tls && set_priority(run, life->options.tls) < 0))
        return 1;
    run->stats = stats_new();
    if (run->stats == NULL || stop_init() < 0) {
        say("out of memory or descriptors");
        return 1;
    }
    if (limit_raise(&life->options) < 0)
        return 1;
    run->options = &life->options;
    run->target = &life->target;
    run->identities = &life->identities;
    run->plan = &life->plan;
    return 0;
}

/* ---- Running ---------------------------------------------------------- */

static void run_all(struct life *life)
{
    struct run *run = &life->run;

    run->start_us = net_now_us();
    if (life->options.duration > 0)
        run->end_us = run->start_us + (int64_t)(life->options.duration * 1e6);
    if (life->plan.count > 0) {
        workers_run(run);
    } else if (run->end_us > 0) { /* nothing to do but to hold */
        (void)net_wait(stop_end_fd(), POLLIN, run->end_us);
    }
    hold_look(&life->hold);
}

static void explain_no_server(const struct life *life)
{
    const struct stats *s = life->run.stats;
    const char *where = life->target.authority;

    if (s->connections == 0)
        say("nothing listens at %s: start the server", where);
    else
        say("nothing listens at %s any more, after "
            "%llu steps: see the server's log",
            where, (unsigned long long)s->steps);
}

/* Writes what was asked for. Returns the exit status. */
static int tell(struct life *life, double seconds, bool passed)
{
    struct run *run = &life->run;
    struct result result = {.run = run,
                            .hold = &life->hold,
                            .seconds = seconds,
                            .interrupted =
                                (stop_asked() || stop_end_asked()) &&
                                !run->unable && !atomic_load(&run->no_server),
                            .passed = passed};
    int status = passed ? 0 : 1;

    if (life->json != stdout && !life->options.quiet) {
        result_summary(&result, stdout);
        if (standard_written() < 0) {
            say("stdout: %s: the summary is lost", strerror(errno));
            status = 1;
        }
    }
    if (life->json != NULL && result_json(&result, life->json) < 0) {
        say("--json %s: %s: make room", life->options.json, strerror(errno));
        status = 1;
    }
    return status;
}

static int run_and_tell(struct life *life)
{
    struct run *run = &life->run;
    bool passed = hold_open(&life->hold, run) == 0;
    double seconds = 0;

    if (passed) {
        run_all(life);
        seconds = (double)(net_now_us() - run->start_us) / 1e6;
        passed = run->stats->ok == run->stats->steps && !run->unable;
    }
    if (atomic_load(&run->no_server)) {
        passed = false;
        explain_no_server(life);
        if (run->stats->connections == 0)
            return 1; /* there is nothing to tell */
    }
    return tell(life, seconds, passed);
}

/* ---- The end ---------------------------------------------------------- */

static int free_all(struct life *life, int status)
{
    hold_free(&life->hold);
    if (life->json != NULL && life->json != stdout &&
        fclose(life->json) == EOF) {
        say("--json %s: %s: make room", life->options.json, strerror(errno));
        status = 1;
    }
    stats_free(life->run.stats);
    if (life->run.priority != NULL)
        gnutls_priority_deinit(life->run.priority);
    plan_free(&life->plan);
    identities_free(&life->identities);
    target_free(&life->target);
    stop_free();
    return status;
}

int main(int argc, char **argv)
{
    static struct life life;
    int status;

    standard_hold();
    switch (options_parse(&life.options, argc, argv)) {
    case OPTIONS_DONE:
        if (standard_written() == 0)
            return 0;
        say("stdout: %s: make room", strerror(errno));
        return 1;
    case OPTIONS_WRONG:
        return 2;
    case OPTIONS_RUN:
        break;
    }
    status = prepare(&life);
    if (status == 0)
        status = run_and_tell(&life);
    return free_all(&life, status);
}
