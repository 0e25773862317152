/* SPDX-License-Identifier: MIT */
/*
 * demo.json by jansson, and demo.dat. jansson's setters take ownership of the
 * value, also when they fail, and fail for a NULL: `put` notes that.
 */
#include "result.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "load.h"

#include "probe/failure.h"

static bool lost;

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) < 0)
        lost = true;
}

static void put_integer(json_t *object, const char *key, int64_t value)
{
    put(object, key, json_integer(value));
}

/* ---- One server ------------------------------------------------------ */

static json_t *objects(const long counts[MODULE_COUNT])
{
    json_t *object = json_object();

    for (int i = 0; i < MODULE_COUNT; i++)
        put_integer(object, module_name((enum module)i), counts[i]);
    return object;
}

static json_t *reading_part(const struct reading *reading)
{
    json_t *object = json_object();

    put_integer(object, "bytes", (int64_t)reading->bytes);
    put_integer(object, "blocks", (int64_t)reading->blocks);
    put_integer(object, "rss_bytes", (int64_t)reading->rss_bytes);
    put_integer(object, "descriptors", reading->descriptors);
    put_integer(object, "threads", reading->threads);
    put(object, "live_objects", objects(reading->objects));
    return object;
}

static json_t *growth_part(const struct subject *subject)
{
    struct growth growth = model_growth(subject);
    json_t *object = json_object();

    put_integer(object, "bytes", growth.bytes);
    put_integer(object, "blocks", growth.blocks);
    put_integer(object, "descriptors", growth.descriptors);
    put_integer(object, "threads", growth.threads);
    put(object, "live_objects", objects(growth.objects));
    put(object, "bytes_per_request",
        json_real(model_per_request(subject, growth.bytes)));
    put(object, "blocks_per_request",
        json_real(model_per_request(subject, growth.blocks)));
    return object;
}

static json_t *server(const struct subject *subject)
{
    const struct traffic *traffic = &subject->traffic;
    json_t *object = json_object();

    put_integer(object, "requests_served", (int64_t)traffic->requests);
    put_integer(object, "refused", (int64_t)traffic->refused);
    put_integer(object, "connections", (int64_t)traffic->connections);
    put_integer(object, "downloads", (int64_t)traffic->downloads);
    put(object, "seconds", json_real(traffic->seconds));
    put(object, "before", reading_part(&subject->before));
    put(object, "after", reading_part(&subject->after));
    put(object, "growth", growth_part(subject));
    return object;
}

static json_t *variant(const struct subject *subject, int own, double sum,
                       const struct verdict *verdict)
{
    struct growth growth = model_growth(subject);
    uint64_t triggers =
        model_trigger_count((enum module)own, &subject->traffic);
    json_t *object = server(subject);

    put(object, "trigger", json_string(model_trigger_name((enum module)own)));
    put_integer(object, "triggers", (int64_t)triggers);
    put(object, "bytes_per_trigger",
        json_real(triggers > 0 ? (double)growth.bytes / (double)triggers : 0));
    put(object, "share_of_sum",
        json_real(sum > 0 ? (double)growth.bytes / sum : 0));
    put(object, "own_module_grew",
        json_boolean(verdict->own_module_grew[own]));
    put(object, "other_modules_grew",
        json_boolean(verdict->other_modules_grew[own]));
    return object;
}

/* ---- All of them ----------------------------------------------------- */

static json_t *variants(const struct subject subjects[SUBJECTS],
                        const struct verdict *verdict)
{
    double sum = (double)verdict_sum(subjects).bytes;
    json_t *object = json_object();

    for (int i = 0; i < MODULE_COUNT; i++)
        put(object, subjects[VARIANTS + i].name,
            variant(&subjects[VARIANTS + i], i, sum, verdict));
    return object;
}

static json_t *sum_of_variants(const struct subject subjects[SUBJECTS])
{
    const struct subject *leaky = &subjects[LEAKY];
    struct growth whole = model_growth(leaky);
    struct growth sum = verdict_sum(subjects);
    json_t *object = json_object();

    put_integer(object, "bytes", sum.bytes);
    put_integer(object, "blocks", sum.blocks);
    put_integer(object, "descriptors", sum.descriptors);
    put(object, "bytes_per_request",
        json_real(model_per_request(leaky, sum.bytes)));
    put(object, "blocks_per_request",
        json_real(model_per_request(leaky, sum.blocks)));
    put_integer(object, "leaky_minus_sum_bytes", whole.bytes - sum.bytes);
    put_integer(object, "leaky_minus_sum_blocks", whole.blocks - sum.blocks);
    return object;
}

static json_t *root_part(const struct options *options,
                         const struct subject subjects[SUBJECTS],
                         const struct verdict *verdict)
{
    json_t *root = json_object();
    json_t *servers = json_object();
    json_t *judged = json_object();

    put_integer(root, "version", 2);
    put_integer(root, "requests", options->requests);
    put_integer(root, "seed", options->seed);
    put_integer(root, "refuse_every", LOAD_REFUSE_EVERY);
    for (int i = FIXED; i <= LEAKY; i++)
        put(servers, subjects[i].name, server(&subjects[i]));
    put(root, "servers", servers);
    put(root, "variants", variants(subjects, verdict));
    put(root, "sum_of_variants", sum_of_variants(subjects));
    put(judged, "fixed_flat", json_boolean(verdict->fixed_flat));
    put(judged, "leaky_grew", json_boolean(verdict->leaky_grew));
    put(judged, "variants_grew_alone",
        json_boolean(verdict->variants_grew_alone));
    put(root, "verdict", judged);
    return root;
}

static int write_json(const char *path, const struct options *options,
                      const struct subject subjects[SUBJECTS],
                      const struct verdict *verdict)
{
    json_t *root = NULL;
    int rc = 0;

    lost = false;
    root = root_part(options, subjects, verdict);
    rc = json_dump_file(root, path, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    json_decref(root);
    return lost ? -1 : rc;
}

/* ---- For gnuplot ----------------------------------------------------- */

static void write_curve(const struct subject *subject, FILE *file)
{
    const struct curve *curve = &subject->curve;

    (void)fprintf(file, "# %s\n", subject->name);
    for (size_t i = 0; i < curve->count; i++)
        (void)fprintf(
            file, "%" PRIu64 " %" PRId64 "\n",
            curve_requests(curve, i, subject->traffic.requests),
            (int64_t)(curve->point[i].bytes - curve->point[0].bytes));
    (void)fputs("\n\n", file);
}

static int write_data(const char *path,
                      const struct subject subjects[SUBJECTS])
{
    FILE *file = fopen(path, "we");
    int failed = 0;

    if (file == NULL)
        return -1;
    write_curve(&subjects[FIXED], file);
    write_curve(&subjects[LEAKY], file);
    (void)fputs("# alone\n", file);
    for (int i = VARIANTS; i < SUBJECTS; i++)
        (void)fprintf(file, "%s %" PRId64 "\n", subjects[i].name,
                      model_growth(&subjects[i]).bytes);
    failed = ferror(file);
    failed |= fclose(file) == EOF; /* a full disk may show here only */
    return failed ? -1 : 0;
}

void result_write(const struct options *options,
                  const struct subject subjects[SUBJECTS],
                  const struct verdict *verdict)
{
    char json[PATH_SIZE], data[PATH_SIZE];

    join_path(json, options->work, "demo.json");
    join_path(data, options->work, "demo.dat");
    if (write_data(data, subjects) == 0 &&
        write_json(json, options, subjects, verdict) == 0)
        return;
    (void)remove(json); /* it may not be there */
    fail_because("cannot write the result to %s: %s", options->work,
                 strerror(errno));
}
