/* SPDX-License-Identifier: MIT */
/*
 * Series of triggers.
 */
#include "triggers.h"

/* ---- Series ------------------------------------------------------------ */

void series_begin(struct series *series, struct service *server,
                  const struct trigger *trigger)
{
    *series = (struct series){.server = server, .trigger = trigger};
    if (trigger->begin != NULL)
        trigger->begin(series);
}

void series_step(struct series *series, unsigned first, unsigned count)
{
    if (series->trigger->step == NULL)
        return;
    for (unsigned i = first; i < first + count; i++)
        series->trigger->step(series, i);
}

void series_end(struct series *series)
{
    if (series->trigger->end != NULL)
        series->trigger->end(series);
    series_drop(series);
}

void series_whole(struct series *series, struct service *server,
                  const struct trigger *trigger, unsigned first,
                  unsigned count)
{
    series_begin(series, server, trigger);
    series_step(series, first, count);
    series_end(series);
}

void series_drop(struct series *series)
{
    for (int v = 0; v < 2; v++)
        gnutls_free(series->ticket[v].data);
    *series = (struct series){0};
}
