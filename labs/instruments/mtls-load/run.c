/* SPDX-License-Identifier: MIT */
/* Steps are handed out by an atomic counter: which thread takes a step is
 * chance, which step it is was settled by the plan. */
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net.h"
#include "say.h"
#include "step.h"
#include "stop.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;

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

    if (run->end_us > 0 && run->end_us < end) {
        end = run->end_us;
    }
    while (run->options->rate > 0 && low < high) {
        size_t middle = low + (high - low) / 2;

        if (run_due(run, middle) < end) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - begun;
}

/* ---- One thread ------------------------------------------------------- */

/* Waits for the time of a step: --rate sets it from the start of the run, so
 * that a slow step is caught up with. Returns false when the run is over. */
static bool wait_for_turn(const struct run *run, int64_t due)
{
    if (run->end_us > 0 && due > run->end_us) {
        due = run->end_us;
    }
    if (due > net_now_us() && net_wait(-1, 0, due) == NET_STOPPED) {
        return false;
    }
    return !stop_asked() && (run->end_us == 0 || net_now_us() < run->end_us);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct run *run = worker->run;

    for (;;) {
        size_t step = atomic_fetch_add(&run->next, 1);

        if (step >= run->plan->count ||
            !wait_for_turn(run, run_due(run, step))) {
            break;
        }
        step_run(worker, step);
    }
    step_finish(worker);
    (void)pthread_mutex_lock(&mutex);
    run->running--;
    (void)pthread_cond_signal(&done);
    (void)pthread_mutex_unlock(&mutex);
    return NULL;
}

/* ---- All threads ------------------------------------------------------ */

static void print_progress(const struct run *run)
{
    uint64_t steps;
    uint64_t failed;
    double seconds = (double)(net_now_us() - run->start_us) / 1e6;

    stats_now(run->stats, &steps, &failed);
    say("%.0f s, %llu of %zu steps, %.0f a second, "
        "%llu failed",
        seconds, (unsigned long long)steps, run->plan->count,
        (double)steps / seconds, (unsigned long long)failed);
}

/* Waits for the threads to end. The first line of progress comes after two
 * seconds: a short run needs none. */
static void wait_for_all(struct run *run)
{
    struct timespec next;

    /* pthread_cond_timedwait() goes by this clock, which cannot fail. */
    (void)clock_gettime(CLOCK_REALTIME, &next);
    next.tv_sec += 2;
    (void)pthread_mutex_lock(&mutex);
    while (run->running > 0) {
        if (pthread_cond_timedwait(&done, &mutex, &next) == ETIMEDOUT) {
            next.tv_sec++;
            if (run->options->progress) {
                print_progress(run);
            }
        }
    }
    (void)pthread_mutex_unlock(&mutex);
}

static long start_all(struct run *run, struct worker *worker, long wanted)
{
    long started = 0;

    while (started < wanted) {
        int rc;

        worker[started].run = run;
        client_init(&worker[started].client);
        (void)pthread_mutex_lock(&mutex);
        run->running++;
        (void)pthread_mutex_unlock(&mutex);
        rc = pthread_create(&worker[started].thread, NULL, work,
                            &worker[started]);
        if (rc != 0) {
            (void)pthread_mutex_lock(&mutex);
            run->running--;
            (void)pthread_mutex_unlock(&mutex);
            say("thread %ld: %s: give a smaller "
                "--concurrency",
                started, strerror(rc));
            run->unable = true;
            stop_ask();
            break;
        }
        started++;
    }
    return started;
}

void run_steps(struct run *run)
{
    long wanted = run->options->concurrency;
    struct worker *worker = calloc((size_t)wanted, sizeof *worker);
    long started;

    if (worker == NULL) {
        say("out of memory: give a smaller "
            "--concurrency");
        run->unable = true;
        return;
    }
    started = start_all(run, worker, wanted);
    wait_for_all(run);
    for (long i = 0; i < started; i++) {
        (void)pthread_join(worker[i].thread, NULL); /* ours, joined once */
    }
    free(worker);
}
