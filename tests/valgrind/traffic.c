/* SPDX-License-Identifier: MIT */
/*
 * A few of everything that clients do: the triggers of the probe, counted.
 */
#include "traffic.h"

#include <stdlib.h>
#include <unistd.h>

#include "probe/acts.h"
#include "probe/metered.h"
#include "support.h"

static struct series series; /* the one under way */

static void count(struct traffic *traffic, const struct trigger *trigger,
                  unsigned times)
{
    size_t i = 0;

    if (trigger == NULL)
        fail_because("a trigger that no table knows");
    while (i < traffic->count && traffic->done[i].trigger != trigger)
        i++;
    assert_true(i < TRIGGERS_MAX);
    traffic->done[i].trigger = trigger;
    traffic->done[i].times += times;
    if (i == traffic->count)
        traffic->count++;
}

static void count_name(struct traffic *traffic, const char *name)
{
    count(traffic, trigger_find(name), 1);
}

/* ---- Series ------------------------------------------------------------- */

/* What the beginning and the end of a series do besides its steps. */
static void count_frame(struct traffic *traffic, const struct trigger *trigger)
{
    if (trigger->begin == act_get_tickets)
        count_name(traffic, "full-tls1.2");
    if (trigger->begin == act_get_tickets || trigger->begin == act_stay)
        count_name(traffic, "full-tls1.3");
    if (trigger->end == act_mend)
        count_name(traffic, "reload");
}

/* Once: the files and the reading, and a look whether it is per request. */
static void prepare(const struct subject *subject, struct traffic *traffic)
{
    char path[PATH_SIZE];
    bool keeps = false;

    join_path(path, subject->server->data, "small.bin");
    if (access(path, F_OK) == 0)
        return;
    triggers_prepare(subject->server);
    count_name(traffic, "post");
    keeps = http_keeps_alive(subject->server, "sensor-1");
    count_name(traffic, "full-tls1.3");
    count_name(traffic, keeps ? "keep-alive" : "full-tls1.3");
    assert_system_ok(
        setenv("MTLS_SERVER_PER_REQUEST", keeps ? "0" : "1", true));
}

static void pull(const struct subject *subject, const struct trigger *trigger,
                 unsigned first, unsigned times, struct traffic *traffic)
{
    series_drop(&series); /* of a test that failed */
    tls_close_all();
    prepare(subject, traffic);
    series_whole(&series, subject->server, trigger, first, times);
    count_frame(traffic, trigger);
    count(traffic, trigger, times);
}

void traffic_requests(const struct subject *subject, unsigned times,
                      struct traffic *traffic)
{
    pull(subject, trigger_find("view"), 0, times, traffic);
}

void traffic_downloads(const struct subject *subject, unsigned times,
                       struct traffic *traffic)
{
    pull(subject, trigger_find("download"), 0, times, traffic);
}

/* Each view comes in its turn, of TLS 1.2 and 1.3; else it is one or other. */
void traffic_everything(const struct subject *subject, struct traffic *traffic)
{
    prepare(subject, traffic);
    for (unsigned i = 0; i < trigger_count; i++) {
        const struct trigger *trigger = &triggers[i];

        /* How often it reloads until it has begun, nobody can say. */
        if (!metered_skips(trigger) && !trigger->seldom)
            pull(subject, trigger, i % 2, trigger->step == act_view ? 6 : 1,
                 traffic);
    }
    traffic_requests(subject, 2, traffic);
}
