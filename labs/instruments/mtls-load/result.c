/* SPDX-License-Identifier: MIT */
/*
 * The result as JSON, by jansson. Counts of zero are left out of the tables
 * by name, and never elsewhere.
 */
#include "result.h"

#include <jansson.h>

/* ---- Parts ------------------------------------------------------------ */

/*
 * jansson's setters take ownership of the value, also when they fail; then
 * they say so, and `lost` remembers it for the end.
 */
static bool lost;

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) < 0)
        lost = true;
}

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static void put_number(json_t *object, const char *key, uint64_t value)
{
    put(object, key, number(value));
}

static void put_count(json_t *object, const char *key, uint64_t value)
{
    if (value > 0)
        put_number(object, key, value);
}

static json_t *text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *options_part(const struct options *o)
{
    json_t *part = json_object();

    put_number(part, "count", (uint64_t)o->count);
    put_number(part, "concurrency", (uint64_t)o->concurrency);
    put(part, "rate", json_real(o->rate));
    put(part, "duration", json_real(o->duration));
    put(part, "timeout", json_real(o->timeout));
    put(part, "stall", json_real(o->stall));
    put(part, "handshake", json_string(options_handshake_name(o->handshake)));
    put(part, "tls", text_or_null(o->tls));
    put(part, "mix", text_or_null(o->mix));
    put_number(part, "refuse_every", (uint64_t)o->refuse_every);
    put(part, "firmware", json_string(o->firmware));
    put_number(part, "hold", (uint64_t)o->hold);
    put_number(part, "hold_stalled", (uint64_t)o->hold_stalled);
    return part;
}

static json_t *kinds_part(const struct plan *plan, const struct stats *s)
{
    json_t *part = json_object();

    for (size_t i = 0; i < plan->flavours; i++) {
        json_t *kind = json_object();

        put_number(kind, "total", s->flavour_ok[i] + s->flavour_failed[i]);
        put_number(kind, "ok", s->flavour_ok[i]);
        put_number(kind, "failed", s->flavour_failed[i]);
        put(part, plan->flavour[i].name, kind);
    }
    return part;
}

static json_t *status_part(const struct stats *s)
{
    json_t *part = json_object();
    char key[16];

    for (int i = 100; i < 600; i++) {
        (void)snprintf(key, sizeof key, "%d", i);
        put_count(part, key, s->status[i]);
    }
    return part;
}

static json_t *alerts_part(const struct plan *plan, const struct stats *s)
{
    json_t *part = json_object();
    char name[64];

    for (int i = 0; i < ENDINGS; i++) {
        uint64_t sum = 0;

        for (size_t f = 0; f < plan->flavours; f++)
            sum += s->refusal[f][i];
        put_count(part, stats_ending(i, name), sum);
    }
    return part;
}

static json_t *refusals_part(const struct plan *plan, const struct stats *s)
{
    json_t *part = json_object();
    char name[64];

    for (size_t f = 0; f < plan->flavours; f++) {
        json_t *endings;

        if (plan->flavour[f].kind->act != ACT_REFUSED)
            continue;
        endings = json_object();
        for (int i = 0; i < ENDINGS; i++)
            put_count(endings, stats_ending(i, name), s->refusal[f][i]);
        put(part, plan->flavour[f].name, endings);
    }
    return part;
}

static json_t *latency_part(const struct histogram *h)
{
    json_t *part = json_object();

    put_number(part, "count", h->count);
    put_number(part, "min", h->min);
    put_number(part, "p50", histogram_percentile(h, 50));
    put_number(part, "p90", histogram_percentile(h, 90));
    put_number(part, "p99", histogram_percentile(h, 99));
    put_number(part, "max", h->max);
    put(part, "mean", json_real(histogram_mean(h)));
    return part;
}

static json_t *errors_part(const struct stats *s)
{
    json_t *part = json_array();

    for (size_t i = 0; i < s->errors; i++) {
        if (json_array_append_new(part, json_string(s->error[i])) < 0)
            lost = true;
    }
    return part;
}

/* ---- The whole -------------------------------------------------------- */

static double per_second(uint64_t count, double seconds)
{
    return seconds > 0 ? (double)count / seconds : 0;
}

static void put_counts(json_t *root, const struct plan *plan,
                       const struct stats *s, size_t overdue, double seconds)
{
    json_t *handshakes = json_object();
    json_t *steps = json_object();

    put_number(steps, "total", s->steps);
    put_number(steps, "ok", s->ok);
    put_number(steps, "failed", s->steps - s->ok);
    put_number(steps, "overdue", overdue);
    put(root, "steps", steps);
    put(root, "kinds", kinds_part(plan, s));
    put_number(root, "requests", s->requests);
    put(root, "status", status_part(s));
    put(root, "alerts", alerts_part(plan, s));
    put(root, "refusals", refusals_part(plan, s));
    put_number(handshakes, "full", s->handshakes_full);
    put_number(handshakes, "resumed", s->handshakes_resumed);
    put_number(handshakes, "refused", s->handshakes_refused);
    put_number(handshakes, "aborted", s->handshakes_aborted);
    put_number(handshakes, "tls1.2", s->tls12);
    put_number(handshakes, "tls1.3", s->tls13);
    put(root, "handshakes", handshakes);
    put_number(root, "connections", s->connections);
    put_number(root, "reconnects", s->reconnects);
    put_number(root, "bytes_in", s->bytes_in);
    put_number(root, "bytes_out", s->bytes_out);
    put(root, "seconds", json_real(seconds));
    put(root, "steps_per_second", json_real(per_second(s->steps, seconds)));
    put(root, "requests_per_second",
        json_real(per_second(s->requests, seconds)));
}

static json_t *held_part(const struct hold *hold)
{
    json_t *part = json_object();

    put_number(part, "idle", hold->idle);
    put_number(part, "idle_open_at_end", hold->idle_open);
    put_number(part, "stalled", hold->stalled);
    put_number(part, "stalled_open_at_end", hold->stalled_open);
    return part;
}

int result_json(const struct result *result, FILE *file)
{
    const struct run *run = result->run;
    const struct stats *s = run->stats;
    json_t *latency = json_object();
    json_t *root = json_object();
    int rc;

    lost = false;
    put(root, "tool", json_string("mtls-load"));
    put(root, "version", json_string(MTLS_LOAD_VERSION));
    put(root, "url", json_string(run->options->url));
    put_number(root, "seed", run->options->seed);
    put(root, "passed", json_boolean(result->passed));
    put(root, "interrupted", json_boolean(result->interrupted));
    put(root, "options", options_part(run->options));
    put_counts(root, run->plan, s, run_overdue(run, result->seconds),
               result->seconds);
    put(latency, "request", latency_part(&s->request_us));
    put(latency, "service", latency_part(&s->service_us));
    put(latency, "handshake", latency_part(&s->handshake_us));
    put(root, "latency_us", latency);
    put(root, "held", held_part(result->hold));
    put(root, "errors", errors_part(s));
    rc = lost
             ? -1
             : json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(8));
    json_decref(root);
    return rc < 0 || fputc('\n', file) == EOF || fflush(file) == EOF ? -1 : 0;
}
