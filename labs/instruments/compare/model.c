/* SPDX-License-Identifier: MIT */
/*
 * Growth, and what each leak grows with.
 */
#define _POSIX_C_SOURCE 200809L
#include "model.h"

const char *model_trigger_name(enum module module)
{
    static const char *const names[MODULE_COUNT] = {
        [MODULE_SERVER] = "connection", [MODULE_REQUESTS] = "request",
        [MODULE_LISTENERS] = "request", [MODULE_STREAMS] = "download",
        [MODULE_PEER] = "refusal",      [MODULE_SESSIONS] = "connection",
    };

    return names[module];
}

uint64_t model_trigger_count(enum module module, const struct traffic *traffic)
{
    switch (module) {
    case MODULE_REQUESTS:
    case MODULE_LISTENERS:
        return traffic->requests;
    case MODULE_STREAMS:
        return traffic->downloads;
    case MODULE_PEER:
        return traffic->refused;
    default:
        return traffic->connections;
    }
}

struct growth model_growth(const struct subject *subject)
{
    const struct reading *before = &subject->before;
    const struct reading *after = &subject->after;
    struct growth growth = {
        .bytes = (int64_t)(after->bytes - before->bytes),
        .blocks = (int64_t)(after->blocks - before->blocks),
        .descriptors = after->descriptors - before->descriptors,
        .threads = after->threads - before->threads,
    };

    for (int i = 0; i < MODULE_COUNT; i++)
        growth.objects[i] = after->objects[i] - before->objects[i];
    return growth;
}

double model_per_request(const struct subject *subject, int64_t growth)
{
    uint64_t requests = subject->traffic.requests;

    return requests == 0 ? 0 : (double)growth / (double)requests;
}
