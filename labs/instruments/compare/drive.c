/* SPDX-License-Identifier: MIT */
#include "drive.h"

#include <time.h>

#include "probe/failure.h"
#include "probe/service_log.h"

#define WAIT_MILLISECONDS 10L

void drive_check(const struct subject *subject)
{
    struct process *process = &subject->server->process;

    if (process_ended(process))
        fail_because("%s: the server ended with status %d: %s", subject->name,
                     process->exit, service_log(subject->server, 0));
}

static void pause_for(long milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = milliseconds % 1000 * 1000000};

    (void)nanosleep(&time, NULL); /* cut short by a signal: looks sooner */
}

/* Until all loads have ended. */
static void wait_for(struct subject *const *subjects, struct load *loads,
                     int count, const struct watch *watch)
{
    bool running = true;

    while (running) {
        running = false;
        for (int i = 0; i < count; i++) {
            running |= !process_ended(&loads[i].process);
            drive_check(subjects[i]);
        }
        if (watch != NULL)
            watch->look(watch->object);
        if (running)
            pause_for(watch != NULL ? watch->milliseconds : WAIT_MILLISECONDS);
    }
}

void drive(struct subject *const *subjects, int count,
           const struct load_plan *plan, const struct watch *watch)
{
    struct load loads[DRIVE_MAX];

    for (int i = 0; i < count; i++)
        load_start(&loads[i], subjects[i], plan);
    wait_for(subjects, loads, count, watch);
    for (int i = 0; i < count; i++)
        subjects[i]->traffic = load_result(&loads[i]);
}
