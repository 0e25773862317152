/* SPDX-License-Identifier: MIT */
/*
 * Steps are handed out by an atomic counter: which thread takes a step is
 * chance, which step it is was settled by the plan.
 */
#include "workers.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "say.h"
#include "step.h"
#include "stop.h"

/* ---- One thread ------------------------------------------------------- */

/*
 * Waits for the time of a step: --rate sets it from the start of the run, so
 * that a slow step is caught up with. Returns false when the run is over.
 */
static bool wait_for_turn(const struct run *run, int64_t due)
{
    if (run->end_us > 0 && due > run->end_us)
        due = run->end_us;
    if (due > net_now_us() && net_wait(stop_end_fd(), POLLIN, due) != NET_LATE)
        return false;
    return !stop_asked() && !stop_end_asked() &&
           (run->end_us == 0 || net_now_us() < run->end_us);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct run *run = worker->run;

    for (;;) {
        size_t step = atomic_fetch_add(&run->next, 1);

        if (step >= run->plan->count ||
            !wait_for_turn(run, run_due(run, step)))
            break;
        step_run(worker, step);
    }
    step_finish(worker);
    return NULL;
}

/* ---- All threads ------------------------------------------------------ */

static long start_all(struct run *run, struct worker *worker, long wanted)
{
    long started = 0;

    while (started < wanted) {
        int rc;

        worker[started].run = run;
        client_init(&worker[started].client);
        rc = pthread_create(&worker[started].thread, NULL, work,
                            &worker[started]);
        if (rc != 0) {
            say("thread %ld: %s: give a smaller --concurrency", started,
                strerror(rc));
            run->unable = true;
            stop_ask();
            break;
        }
        started++;
    }
    return started;
}

void workers_run(struct run *run)
{
    long wanted = run->options->concurrency;
    struct worker *worker = calloc((size_t)wanted, sizeof *worker);
    long started;

    if (worker == NULL) {
        say("out of memory: give a smaller --concurrency");
        run->unable = true;
        return;
    }
    started = start_all(run, worker, wanted);
    for (long i = 0; i < started; i++)
        (void)pthread_join(worker[i].thread, NULL); /* ours, joined once */
    free(worker);
}
