/* SPDX-License-Identifier: MIT */
/*
 * Growth, and what each leak grows with.
 */
#include "model.h"

#include "probe/failure.h"
#include "probe/truth.h"

static enum per pers[MODULE_COUNT];
static struct truth_range bytes[MODULE_COUNT];
static struct truth_range blocks[MODULE_COUNT];

void model_read(const char *table)
{
    char error[TRUTH_ERROR_SIZE];
    struct truth truth;

    if (truth_load(&truth, table, error) < 0)
        fail_because("%s", error);
    for (enum module i = 0; i < MODULE_COUNT; i++) {
        const struct truth_row *row = truth_leak(&truth, module_name(i));

        if (row == NULL)
            fail_because("%s: there is no row of %s", table, module_name(i));
        pers[i] = row->per;
        bytes[i] = row->bytes;
        blocks[i] = row->blocks;
    }
    truth_free(&truth);
}

const char *model_trigger_name(enum module module)
{
    return per_name(pers[module]);
}

uint64_t model_trigger_count(enum module module, const struct traffic *traffic)
{
    switch (pers[module]) {
    case PER_REQUEST:
        return traffic->requests;
    case PER_DOWNLOAD:
        return traffic->downloads;
    case PER_REFUSAL:
        return traffic->refused;
    case PER_CONNECTION:
        return traffic->connections;
    default:
        return 0; /* nobody reloads here */
    }
}

static uint64_t constant(const struct truth_range *range)
{
    return range->low == range->high ? range->low : 0;
}

uint64_t model_bytes(enum module module)
{
    return constant(&bytes[module]);
}

uint64_t model_blocks(enum module module)
{
    return constant(&blocks[module]);
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
