/* SPDX-License-Identifier: MIT */
/*
 * A server that grows older.
 */
#include "older.h"

#include "probe/shape.h"

bool rises_slowly(const struct holding grown[WINDOWS], bool *heap)
{
    int64_t of[6][WINDOWS];
    bool held = false;

    for (int i = 0; i < WINDOWS; i++) {
        of[0][i] = grown[i].bytes;
        of[1][i] = grown[i].blocks;
        of[2][i] = grown[i].descriptors;
        of[3][i] = grown[i].threads;
        of[4][i] = grown[i].held.mapped;
        of[5][i] = grown[i].held.children;
    }
    *heap = only_rises(of[0], WINDOWS) || only_rises(of[1], WINDOWS);
    for (int i = 2; i < 6; i++)
        held = held || only_rises(of[i], WINDOWS);
    return *heap || held;
}

void suppose_they_rise(struct holding grown[WINDOWS], unsigned done)
{
    for (unsigned i = done; i < WINDOWS; i++)
        grown[i] = (struct holding){.bytes = 1,
                                    .blocks = 1,
                                    .descriptors = 1,
                                    .threads = 1,
                                    .held = {.mapped = 1, .children = 1}};
}

void grow_older(struct metered *metered, const struct pace *pace,
                struct holding grown[WINDOWS])
{
    struct series *series = &metered->series;
    struct holding before, after;
    unsigned clients = 0;
    bool heap = false;

    suppose_they_rise(grown, 0);
    series_begin(series, metered->server, pace->trigger);
    series_step(series, 0, 1); /* frees what was left for the next one */
    clients = series->connected != NULL ? 1 : 0;
    before = gauge_rest(&metered->gauge, clients);
    for (unsigned i = 0; i < WINDOWS && rises_slowly(grown, &heap); i++) {
        series_step(series, 1 + i * pace->rare, pace->rare);
        after = gauge_rest(&metered->gauge, clients);
        grown[i] = holding_minus(&after, &before);
        before = after;
    }
    series_end(series);
}
