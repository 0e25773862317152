/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

unsigned patience(void)
{
    const char *text = getenv("MTLS_TEST_PATIENCE");
    unsigned long seconds = text != NULL ? strtoul(text, NULL, 10) : 0;

    return seconds > 0 && seconds < 3600 ? (unsigned)seconds : 120;
}

void patience_ran_out(void)
{
    static atomic_flag said = ATOMIC_FLAG_INIT;

    if (!atomic_flag_test_and_set(&said))
        (void)printf("patience: %u seconds were not enough\n", patience());
}

struct deadline deadline_after(unsigned seconds)
{
    struct deadline deadline;

    (void)clock_gettime(CLOCK_MONOTONIC, &deadline.end); /* cannot fail */
    deadline.end.tv_sec += (time_t)seconds;
    return deadline;
}

struct deadline deadline_start(void)
{
    return deadline_after(patience());
}

int deadline_left(const struct deadline *deadline)
{
    struct timespec now;
    long left = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    left = (long)(deadline->end.tv_sec - now.tv_sec) * 1000 +
           (deadline->end.tv_nsec - now.tv_nsec) / 1000000;
    return left > 0 ? (int)left : 0;
}

bool deadline_wait(const struct deadline *deadline)
{
    const struct timespec moment = {.tv_nsec = 2000000};

    if (deadline_left(deadline) == 0) {
        patience_ran_out();
        return false;
    }
    (void)nanosleep(&moment, NULL); /* cut short by a signal: asks sooner */
    return true;
}
