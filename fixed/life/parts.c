/* SPDX-License-Identifier: MIT */
/*
 * The table of the parts, and whoever calls them.
 */
#define _POSIX_C_SOURCE 200809L
#include "life/parts.h"

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* ---- The table: a part a line ---------------------------------------- */

#define PARTS(PART) \
    PART(status) \
    PART(ticket_key) \
    PART(watch) /* the last: it looks at the files of the others */

#define DECLARE(name) extern const struct part part_##name;
#define POINT(name) &part_##name,
#define COUNT(name) PART_##name,

PARTS(DECLARE)

enum { PARTS(COUNT) PART_COUNT };
static const struct part *const parts[PART_COUNT + 1] = {PARTS(POINT) NULL};
static int64_t due[PART_COUNT + 1];

/* ---- Start ----------------------------------------------------------- */

void parts_extend_options(void)
{
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (parts[i]->option.name != NULL)
            extra_add(&parts[i]->option);
    }
}

int parts_start(const struct options *options, char error[PART_ERROR_SIZE])
{
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (parts[i]->start != NULL && parts[i]->start(options, error) < 0)
            return -1;
    }
    return 0;
}

int parts_listener(void)
{
    int listener = -1;

    for (size_t i = 0; parts[i] != NULL && listener < 0; i++) {
        if (parts[i]->listener != NULL)
            listener = parts[i]->listener();
    }
    return listener;
}

/* ---- While it runs --------------------------------------------------- */

void parts_tell(enum event event)
{
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (parts[i]->on != NULL)
            parts[i]->on(event);
    }
}

/* Milliseconds, CLOCK_MONOTONIC. */
static int64_t now(void)
{
    struct timespec time = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* this one cannot fail */
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static unsigned period(size_t part)
{
    return parts[part]->period != NULL ? parts[part]->period() : 0;
}

int parts_wait(void)
{
    int64_t first = -1;
    int64_t left = 0;

    for (size_t i = 0; parts[i] != NULL; i++) {
        if (period(i) == 0)
            continue;
        if (due[i] == 0)
            due[i] = now() + period(i);
        if (first < 0 || due[i] < first)
            first = due[i];
    }
    if (first < 0)
        return -1;
    left = first - now();
    if (left > INT_MAX)
        return INT_MAX;
    return left > 0 ? (int)left : 0;
}

bool parts_tick(void)
{
    bool reload = false;

    for (size_t i = 0; parts[i] != NULL; i++) {
        if (due[i] == 0 || due[i] > now())
            continue;
        due[i] = now() + period(i);
        reload = parts[i]->tick() || reload;
    }
    return reload;
}
