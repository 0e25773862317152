/* SPDX-License-Identifier: MIT */
/*
 * The result of a run for people: a line each for what happened at all. Write
 * errors stay with the stream, where main() looks once.
 */
#include "result.h"

typedef unsigned long long ull;

static void print_steps(const struct result *result, FILE *file)
{
    const struct stats *s = result->run->stats;
    double rate = result->seconds > 0 ? (double)s->steps / result->seconds : 0;
    size_t overdue = run_overdue(result->run, result->seconds);

    (void)fprintf(file,
                  "steps       %llu in %.2f s, %.0f a second: %llu ended as "
                  "they should, %llu did not%s\n",
                  (ull)s->steps, result->seconds, rate, (ull)s->ok,
                  (ull)(s->steps - s->ok),
                  result->interrupted ? " (interrupted)" : "");
    if (overdue > 0)
        (void)fprintf(file,
                      "overdue     %zu more were due but never begun: no "
                      "client was free\n",
                      overdue);
}

static void print_status(const struct stats *s, FILE *file)
{
    (void)fprintf(file, "requests    %llu:", (ull)s->requests);
    for (int i = 100; i < 600; i++) {
        if (s->status[i] > 0)
            (void)fprintf(file, " %d x %llu", i, (ull)s->status[i]);
    }
    (void)fputc('\n', file);
}

static void print_refusals(const struct plan *plan, const struct stats *s,
                           FILE *file)
{
    char name[64];

    for (size_t f = 0; f < plan->flavours; f++) {
        for (int i = 0; i < ENDINGS; i++) {
            if (s->refusal[f][i] > 0)
                (void)fprintf(file, "  %-22s %llu x %s\n",
                              plan->flavour[f].name, (ull)s->refusal[f][i],
                              stats_ending(i, name));
        }
    }
}

static void print_latency(const char *what, const struct histogram *h,
                          FILE *file)
{
    if (h->count > 0)
        (void)fprintf(file, "%-10s  %7llu %7llu %7llu %7llu %7llu\n", what,
                      (ull)h->min, (ull)histogram_percentile(h, 50),
                      (ull)histogram_percentile(h, 90),
                      (ull)histogram_percentile(h, 99), (ull)h->max);
}

static void print_held(const struct hold *hold, FILE *file)
{
    if (hold->idle + hold->stalled > 0)
        (void)fprintf(file,
                      "held        %zu idle (%zu open at the end), %zu "
                      "stalled (%zu)\n",
                      hold->idle, hold->idle_open, hold->stalled,
                      hold->stalled_open);
}

void result_summary(const struct result *result, FILE *file)
{
    const struct stats *s = result->run->stats;

    print_steps(result, file);
    print_status(s, file);
    (void)fprintf(file,
                  "handshakes  %llu full, %llu resumed, %llu refused, %llu "
                  "aborted\n",
                  (ull)s->handshakes_full, (ull)s->handshakes_resumed,
                  (ull)s->handshakes_refused, (ull)s->handshakes_aborted);
    print_refusals(result->run->plan, s, file);
    (void)fprintf(file,
                  "connections %llu, %llu of them reconnects; %llu bytes in, "
                  "%llu out\n",
                  (ull)s->connections, (ull)s->reconnects, (ull)s->bytes_in,
                  (ull)s->bytes_out);
    if (s->requests > 0) {
        (void)fprintf(file,
                      "us              min     p50     p90     p99     max\n");
        print_latency("request", &s->request_us, file);
        if (result->run->options->rate > 0)
            print_latency("service", &s->service_us, file);
        print_latency("handshake", &s->handshake_us, file);
    }
    print_held(result->hold, file);
    for (size_t i = 0; i < s->errors; i++)
        (void)fprintf(file, "failed: %s\n", s->error[i]);
}
