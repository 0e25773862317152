/* SPDX-License-Identifier: MIT */
#include "side.h"

#include <stdio.h>

#include "compare/measure.h"
#include "probe/failure.h"

/* ---- Start and stop ---------------------------------------------------- */

void side_set(struct side *side, unsigned leaks, bool stacks)
{
    static const char *const options[] = {"--log-level", "error",
                                          "--status-port", "0", NULL};

    side->leaks = leaks;
    (void)variant_name(leaks, side->name);
    side->subject = (struct subject){
        .name = side->name, .options = options, .gauge = {.stacks = stacks}};
    variant_program(leaks, side->subject.program);
}

void side_count(struct side *side)
{
    if (counts_read(side->status_port, &side->counts) < 0)
        fail_because("%s: no answer at its status port", side->name);
}

void side_begun(struct side *side)
{
    const struct service *server = side->subject.server;

    side->runs = true;
    side->generation++;
    side->status_port = counts_port(server->process.pid, server->port);
    side_count(side);
    side->base = side->counts;
    side->looked_at = 0;
    side->rate = 0;
}

void side_stop(struct side *side)
{
    struct service *server = side->subject.server;

    if (side->loaded)
        process_kill(&side->load.process);
    side->loaded = false;
    if (side->runs && service_stop(server) != 0)
        fail_because("%s did not stop as it should", side->name);
    if (side->runs) {
        gauge_close(&side->subject.gauge);
        files_remove(server->folder);
        files_remove(side->subject.gauge.folder);
        files_remove(side->subject.folder);
    }
    side->runs = false;
}

/* ---- A look ------------------------------------------------------------ */

bool side_look(struct side *side, double now)
{
    uint64_t before = side->counts.traffic.connections;
    struct counts counts;

    if (counts_read(side->status_port, &counts) < 0 ||
        heapmeter_read(&side->subject.gauge.meter, &side->heap) < 0 ||
        proc_read(side->subject.gauge.pid, &side->proc) < 0)
        return false;
    side->counts = counts;
    if (side->looked_at > 0 && now > side->looked_at) {
        double rate = (double)(counts.traffic.connections - before) /
                      (now - side->looked_at);

        side->rate = 0.7 * side->rate + 0.3 * rate; /* it trembles less */
    }
    side->looked_at = now;
    return true;
}

struct traffic side_traffic(const struct side *side)
{
    return traffic_minus(&side->counts.traffic, &side->base.traffic);
}

int64_t side_grown(const struct side *side)
{
    return (int64_t)(side->heap.bytes - side->subject.before.bytes);
}

/* ---- Rest -------------------------------------------------------------- */

void side_end_load(struct side *side)
{
    if (!side->loaded)
        return;
    load_end(&side->load);
    (void)process_wait(&side->load.process);
    side->loaded = false;
    (void)load_result(&side->load);
}

void side_rest(struct side *side)
{
    measure_read(&side->subject, &side->subject.after);
    side_count(side);
}
