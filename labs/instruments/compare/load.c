/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>

#include "probe/failure.h"
#include "probe/mtls_load.h"

long load_steps(long requests)
{
    return requests + (requests - 1) / (LOAD_REFUSE_EVERY - 1);
}

struct load_plan load_plan(long steps, long seed)
{
    return (struct load_plan){.steps = steps,
                              .seed = seed,
                              .refuse_every = LOAD_REFUSE_EVERY,
                              .handshake = "full"};
}

/* ---- Run ------------------------------------------------------------- */

void load_start(struct load *load, const struct subject *subject,
                const struct load_plan *plan)
{
    char count[32], refuse[32], seed[32], rate[32];
    /* An option a line. */
    /* clang-format off */
    const char *const options[] = {
        "--handshake", plan->handshake,
        "--concurrency", "4",
        "--refuse-every", refuse,
        "--seed", seed,
        "--rate", rate,
        "--count", count,
        "--json", load->result,
        plan->mix != NULL ? "--mix" : NULL, plan->mix,
        NULL};
    /* clang-format on */

    load->subject = subject;
    load->steps = plan->steps;
    load->ending = false;
    join_path(load->result, subject->folder, "result.json");
    (void)snprintf(count, sizeof count, "%ld", plan->steps);
    (void)snprintf(refuse, sizeof refuse, "%ld", plan->refuse_every);
    (void)snprintf(seed, sizeof seed, "%ld", plan->seed);
    (void)snprintf(rate, sizeof rate, "%ld", plan->rate);
    (void)remove(load->result); /* none, the first time */
    mtls_load_start(&load->process, subject->folder, subject->server, options);
}

void load_end(struct load *load)
{
    load->ending = true;
    if (load->process.pid != 0)
        (void)kill(load->process.pid, SIGUSR1); /* our own child */
}

/* ---- Result ---------------------------------------------------------- */

static uint64_t at(const json_t *object, const char *key)
{
    /* 0 for what is no integer, and for what is not there. */
    return (uint64_t)json_integer_value(json_object_get(object, key));
}

/* One that somebody else told to stop does so, with status 0. */
static bool is_complete(const struct load *load, const json_t *result)
{
    return load->ending || at(json_object_get(result, "steps"), "total") ==
                               (uint64_t)load->steps;
}

static void complain(const struct load *load, const json_t *result)
{
    const char *name = load->subject->name;
    const json_t *error = json_array_get(json_object_get(result, "errors"), 0);
    uint64_t failed = at(json_object_get(result, "steps"), "failed");
    size_t size = 0;

    if (load->process.exit == 0)
        fail_because("%s: the load generator did not do all of its steps",
                     name);
    if (json_is_string(error))
        fail_because("%s: %lld steps did not end as they should, such as: %s",
                     name, (long long)failed, json_string_value(error));
    fail_because("%s: the load generator ended with status %d: %s", name,
                 load->process.exit, read_file(load->process.err, &size));
}

/* Told to end before it had begun. */
static bool is_unborn(const struct load *load)
{
    return load->ending && load->process.exit == 128 + SIGUSR1;
}

struct traffic load_result(const struct load *load)
{
    json_t *result = json_load_file(load->result, 0, NULL);
    const json_t *kinds = json_object_get(result, "kinds");
    struct traffic traffic = {0};

    if (is_unborn(load))
        return traffic;
    if (load->process.exit != 0 || !is_complete(load, result))
        complain(load, result);
    traffic = (struct traffic){
        .requests = at(result, "requests"),
        .refused = at(json_object_get(result, "handshakes"), "refused"),
        .connections = at(result, "connections"),
        .downloads = at(json_object_get(kinds, "firmware"), "total"),
        .seconds = json_real_value(json_object_get(result, "seconds")),
    };
    json_decref(result); /* NULL is fine */
    return traffic;
}
