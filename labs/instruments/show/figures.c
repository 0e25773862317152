/* SPDX-License-Identifier: MIT */
/*
 * A value that could not be made for want of memory is missing from its
 * object, and the page draws nothing there.
 */
#include "figures.h"

static void put(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new(object, key, value);
}

static void put_integer(json_t *object, const char *key, int64_t value)
{
    put(object, key, json_integer(value));
}

/* What they keep by the table; `server`, of which it has a range: the rest. */
static json_t *share(const struct side *side, const struct traffic *traffic,
                     int64_t grown)
{
    json_t *object = json_object();
    int64_t left = grown;
    int open = -1;

    for (int i = 0; i < MODULE_COUNT; i++) {
        enum module module = (enum module)i;
        uint64_t bytes =
            model_bytes(module) * model_trigger_count(module, traffic);

        if ((side->leaks >> i & 1U) == 0)
            bytes = 0;
        else if (model_bytes(module) == 0)
            open = i;
        left -= (int64_t)bytes;
        put_integer(object, module_name(module), (int64_t)bytes);
    }
    if (open >= 0)
        put_integer(object, module_name((enum module)open),
                    left > 0 ? left : 0);
    return object;
}

static json_t *objects(const struct side *side)
{
    json_t *object = json_object();

    for (int i = 0; i < MODULE_COUNT; i++)
        put_integer(object, module_name((enum module)i),
                    side->counts.objects[i]);
    return object;
}

static void put_traffic(json_t *object, const struct side *side,
                        const struct traffic *traffic)
{
    put(object, "name", json_string(side->name));
    put_integer(object, "generation", side->generation);
    put_integer(object, "handshakes", (int64_t)traffic->connections);
    put_integer(object, "requests", (int64_t)traffic->requests);
    put_integer(object, "refused", (int64_t)traffic->refused);
    put_integer(object, "downloads", (int64_t)traffic->downloads);
}

static json_t *sample_of(const struct side *side)
{
    struct traffic traffic = side_traffic(side);
    json_t *object = json_object();

    put_traffic(object, side, &traffic);
    put_integer(object, "bytes", (int64_t)side->heap.bytes);
    put_integer(object, "blocks", (int64_t)side->heap.blocks);
    put_integer(object, "rss", (int64_t)side->proc.rss_bytes);
    put_integer(object, "descriptors", side->proc.descriptors);
    put_integer(object, "threads", side->proc.threads);
    put_integer(object, "connections", side->counts.open);
    put(object, "rate", json_real((double)(long)(side->rate * 10) / 10));
    put_integer(object, "grown", side_grown(side));
    put(object, "objects", objects(side));
    put(object, "share", share(side, &traffic, side_grown(side)));
    return object;
}

static double per(int64_t grown, uint64_t count)
{
    return count > 0 ? (double)grown / (double)count : 0;
}

static json_t *rest_of(const struct side *side)
{
    struct traffic traffic = side_traffic(side);
    struct growth growth = model_growth(&side->subject);
    json_t *object = json_object();

    put_traffic(object, side, &traffic);
    put_integer(object, "connections", (int64_t)traffic.connections);
    put_integer(object, "bytes", (int64_t)side->subject.after.bytes);
    put_integer(object, "blocks", (int64_t)side->subject.after.blocks);
    put_integer(object, "rss", (int64_t)side->subject.after.rss_bytes);
    put_integer(object, "descriptors", side->subject.after.descriptors);
    put_integer(object, "threads", side->subject.after.threads);
    put_integer(object, "grown_bytes", growth.bytes);
    put_integer(object, "grown_blocks", growth.blocks);
    put_integer(object, "grown_descriptors", growth.descriptors);
    put(object, "per_handshake",
        json_real(per(growth.bytes, traffic.connections)));
    put(object, "per_request", json_real(per(growth.bytes, traffic.requests)));
    put(object, "share", share(side, &traffic, growth.bytes));
    return object;
}

static json_t *both(double time, const struct side sides[SIDES],
                    json_t *(*of)(const struct side *side))
{
    json_t *object = json_object();
    json_t *array = json_array();

    for (int i = 0; i < SIDES; i++)
        (void)json_array_append_new(array, of(&sides[i]));
    put(object, "t", json_real((double)(long)(time * 1000) / 1000));
    put(object, "sides", array);
    return object;
}

json_t *figures_sample(double time, const struct side sides[SIDES])
{
    return both(time, sides, sample_of);
}

json_t *figures_rest(double time, const struct side sides[SIDES])
{
    return both(time, sides, rest_of);
}

json_t *figures_mark(double time, int side, const char *text)
{
    return json_pack("{s:f, s:i, s:s}", "t",
                     (double)(long)(time * 1000) / 1000, "side", side, "text",
                     text);
}

/* Where the table has a range, the page is not told a number. */
static json_t *constant(uint64_t value)
{
    return value > 0 ? json_integer((json_int_t)value) : json_null();
}

json_t *figures_truth(void)
{
    json_t *truth = json_object();

    for (int i = 0; i < MODULE_COUNT; i++) {
        enum module module = (enum module)i;
        json_t *row = json_object();

        put(row, "per", json_string(model_trigger_name(module)));
        put(row, "bytes", constant(model_bytes(module)));
        put(row, "blocks", constant(model_blocks(module)));
        put(truth, module_name(module), row);
    }
    return truth;
}
