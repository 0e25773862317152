/* SPDX-License-Identifier: MIT */
/*
 * What follows from the options and the start of a run.
 */
#include "run.h"

struct client_setup run_setup(const struct run *run, size_t identity,
                              int64_t deadline_us)
{
    return (struct client_setup){
        .target = run->target,
        .priority = run->priority,
        .credentials = run->identities->list[identity].credentials,
        .deadline_us = deadline_us,
    };
}

int64_t run_due(const struct run *run, size_t step)
{
    double rate = run->options->rate;

    return rate > 0 ? run->start_us + (int64_t)((double)step * 1e6 / rate) : 0;
}

/* Looked at by halves: one that is due comes after all that are. */
size_t run_overdue(const struct run *run, double seconds)
{
    int64_t end = run->start_us + (int64_t)(seconds * 1e6);
    size_t begun = run->stats->begun;
    size_t low = begun;
    size_t high = run->plan->count;

    if (run->end_us > 0 && run->end_us < end)
        end = run->end_us;
    while (run->options->rate > 0 && low < high) {
        size_t middle = low + (high - low) / 2;

        if (run_due(run, middle) < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low - begun;
}
