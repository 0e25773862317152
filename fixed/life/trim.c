/* SPDX-License-Identifier: MIT */
/*
 * Gives the system its memory back once many clients have gone. What they held
 * is free by then, but free() itself gives back only the end of a heap, and a
 * block that is older than they are, or younger, keeps what lies below it:
 * the process would stay as large as on its busiest day, with nothing in it.
 * malloc_trim(3) gives back the whole pages in between. It takes the lock of
 * one heap after another for that, so it is asked from main's thread, seldom,
 * and never under a lock of ours.
 */
#include <malloc.h>

#include "life/parts.h"
#include "process/metrics.h"

#define LOOK_EVERY 5000 /* milliseconds */
#define MANY 64         /* clients: fewer of them are not worth it */

static unsigned period(void)
{
    return LOOK_EVERY;
}

/* Once, when half of the most that there were have gone; then from there on. */
static bool tick(void)
{
    static long most;
    long since = metrics_most_connections();
    long connected = metrics_connection(0);

    if (since > most)
        most = since;
    if (most >= MANY && connected <= most / 2) {
        (void)malloc_trim(0); /* or there is nothing to give */
        most = connected;
    }
    return false;
}

const struct part part_trim = {.period = period, .tick = tick};
