/* SPDX-License-Identifier: MIT */
/*
 * Running mtls-load, and reading its JSON.
 */
#define _POSIX_C_SOURCE 200809L
#include "load.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "say.h"
#include "stop.h"

long load_steps(long requests)
{
    long steps = requests + (requests - 1) / (LOAD_REFUSE_EVERY - 1);

    return steps;
}

/* ---- Run ------------------------------------------------------------- */

int load_start(struct load *load, const struct subject *subject,
               const struct workspace *workspace, long steps, long seed)
{
    const char *certs = workspace->options->certs;
    char ca[PATH_MAX], cert[PATH_MAX], key[PATH_MAX], unexpected[PATH_MAX];
    char count[32], refuse[32], seed_text[32];

    *load = (struct load){
        .subject = subject, .workspace = workspace, .steps = steps};
    (void)snprintf(count, sizeof count, "%ld", steps);
    (void)snprintf(refuse, sizeof refuse, "%ld", LOAD_REFUSE_EVERY);
    (void)snprintf(seed_text, sizeof seed_text, "%ld", seed);
    if (workspace_path(ca, "%s/ca.pem", certs) < 0 ||
        workspace_path(cert, "%s/sensor-1.pem", certs) < 0 ||
        workspace_path(key, "%s/sensor-1-key.pem", certs) < 0 ||
        workspace_path(unexpected, "%s/unexpected", certs) < 0 ||
        workspace_path(load->result, "%s/%s.json", workspace->temporary,
                       subject->name) < 0 ||
        workspace_path(load->log, "%s/%s-load.log", workspace->options->logs,
                       subject->name) < 0)
        return -1;
    (void)remove(load->result); /* none, the first time */
    return process_start(
        &load->process,
        &(struct spawn){
            .argv =
                (const char *const[]){
                    workspace->load, "--quiet",    "--ca",           ca,
                    "--cert",        cert,         "--key",          key,
                    "--unexpected",  unexpected,   "--handshake",    "full",
                    "--concurrency", "4",          "--refuse-every", refuse,
                    "--seed",        seed_text,    "--count",        count,
                    "--json",        load->result, subject->url,     NULL},
            .err = load->log,
        });
}

bool load_running(struct load *load)
{
    return process_running(&load->process);
}

void load_stop(struct load *load)
{
    process_end(&load->process, 5);
}

/* ---- Result ---------------------------------------------------------- */

static uint64_t at(const json_t *object, const char *key)
{
    /* 0 for what is no integer, and for what is not there. */
    return (uint64_t)json_integer_value(json_object_get(object, key));
}

static void take(const json_t *result, struct traffic *traffic)
{
    const json_t *kinds = json_object_get(result, "kinds");

    traffic->requests = at(result, "requests");
    traffic->refused = at(json_object_get(result, "handshakes"), "refused");
    traffic->connections = at(result, "connections");
    traffic->downloads = at(json_object_get(kinds, "firmware"), "total");
    traffic->seconds = json_real_value(json_object_get(result, "seconds"));
}

/* A load generator that is told to stop does so, and that is no failure. */
static bool is_complete(const struct load *load, const json_t *result)
{
    return at(json_object_get(result, "steps"), "total") ==
           (uint64_t)load->steps;
}

static int complain(const struct load *load, const json_t *result)
{
    const json_t *error = json_array_get(json_object_get(result, "errors"), 0);
    uint64_t failed = at(json_object_get(result, "steps"), "failed");
    char fate[64];
    char line[256];

    if (stop_signal() != 0)
        return -1;
    if (process_succeeded(&load->process) && !is_complete(load, result))
        return say("%s: the load generator did not do all of its steps",
                   load->subject->name);
    if (json_is_string(error))
        return say("%s: %llu steps did not end as they should, the first: %s",
                   load->subject->name, (unsigned long long)failed,
                   json_string_value(error));
    return say("%s: the load generator %s: %s", load->subject->name,
               process_fate(&load->process, fate, sizeof fate),
               last_line(load->log, line, sizeof line));
}

int load_result(const struct load *load, struct traffic *traffic)
{
    json_error_t error;
    json_t *result = json_load_file(load->result, 0, &error);
    int status = 0;

    if (!process_succeeded(&load->process) || !is_complete(load, result))
        status = complain(load, result);
    else
        take(result, traffic);
    json_decref(result); /* NULL is fine */
    return status;
}
