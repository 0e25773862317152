/* SPDX-License-Identifier: MIT */
#include "life/parts.h"

#include <limits.h>
#include <stddef.h>

#include "process/clock.h"

/* ---- The table: a part a line ---------------------------------------- */

#define PARTS(PART) \
    PART(activation) \
    PART(notify) \
    PART(status) \
    PART(ticket_key) \
    PART(trim) \
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
            options_add(&parts[i]->option);
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

/* ---- While it runs --------------------------------------------------- */

void parts_tell(enum event event)
{
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (parts[i]->on != NULL)
            parts[i]->on(event);
    }
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
            due[i] = clock_now() + period(i);
        if (first < 0 || due[i] < first)
            first = due[i];
    }
    if (first < 0)
        return -1;
    left = first - clock_now();
    if (left > INT_MAX)
        return INT_MAX;
    return left > 0 ? (int)left : 0;
}

bool parts_tick(void)
{
    bool reload = false;

    for (size_t i = 0; parts[i] != NULL; i++) {
        if (due[i] == 0 || due[i] > clock_now())
            continue;
        due[i] = clock_now() + period(i);
        reload = parts[i]->tick() || reload;
    }
    return reload;
}
