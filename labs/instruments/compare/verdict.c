/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include "probe/say.h"

static bool grew(const struct growth *growth)
{
    return growth->bytes > 0 && growth->blocks > 0;
}

static bool grew_at_all(const struct growth *growth)
{
    bool any = growth->bytes > 0 || growth->blocks > 0 ||
               growth->descriptors > 0 || growth->threads > 0;

    for (int i = 0; i < MODULE_COUNT; i++)
        any = any || growth->objects[i] > 0;
    return any;
}

/* ---- One after the other --------------------------------------------- */

static void judge_variant(const struct subject *subject, int own,
                          struct verdict *verdict)
{
    struct growth growth = model_growth(subject);

    verdict->own_module_grew[own] = grew(&growth) && growth.objects[own] > 0;
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (i != own && growth.objects[i] > 0)
            verdict->other_modules_grew[own] = true;
    }
    if (!verdict->own_module_grew[own] || verdict->other_modules_grew[own])
        verdict->variants_grew_alone = false;
}

struct verdict verdict_reach(const struct subject subjects[SUBJECTS])
{
    struct growth fixed = model_growth(&subjects[FIXED]);
    struct growth leaky = model_growth(&subjects[LEAKY]);
    struct verdict verdict = {.fixed_flat = !grew_at_all(&fixed),
                              .leaky_grew = grew(&leaky),
                              .variants_grew_alone = true};

    for (int i = 0; i < MODULE_COUNT; i++) {
        if (leaky.objects[i] <= 0)
            verdict.leaky_grew = false;
        judge_variant(&subjects[VARIANTS + i], i, &verdict);
    }
    return verdict;
}

bool verdict_passed(const struct verdict *verdict)
{
    return verdict->fixed_flat && verdict->leaky_grew &&
           verdict->variants_grew_alone;
}

struct growth verdict_sum(const struct subject subjects[SUBJECTS])
{
    struct growth sum = {0};

    for (int i = 0; i < MODULE_COUNT; i++) {
        struct growth growth = model_growth(&subjects[VARIANTS + i]);

        sum.bytes += growth.bytes;
        sum.blocks += growth.blocks;
        sum.descriptors += growth.descriptors;
        sum.threads += growth.threads;
    }
    return sum;
}

/* ---- In words -------------------------------------------------------- */

static void complain_of_fixed(const struct subject *fixed)
{
    struct growth growth = model_growth(fixed);

    if (growth.bytes > 0 || growth.blocks > 0)
        say("fixed grew by %lld bytes and %lld blocks in %llu "
            "requests: it must not grow at all",
            (long long)growth.bytes, (long long)growth.blocks,
            (unsigned long long)fixed->traffic.requests);
    if (growth.descriptors > 0)
        say("fixed grew by %ld descriptors: it must not grow at all",
            growth.descriptors);
    if (growth.threads > 0)
        say("fixed grew by %ld threads: it must not grow at all",
            growth.threads);
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (growth.objects[i] > 0)
            say("fixed holds %ld more objects of the module %s: none "
                "must be left",
                growth.objects[i], module_name((enum module)i));
    }
}

static void complain_of_leaky(const struct subject *leaky)
{
    struct growth growth = model_growth(leaky);

    if (!grew(&growth))
        say("leaky did not grow (%lld bytes, %lld blocks): are the "
            "files of leaky/ the leaky ones?",
            (long long)growth.bytes, (long long)growth.blocks);
    for (int i = 0; i < MODULE_COUNT && grew(&growth); i++) {
        if (growth.objects[i] <= 0)
            say("leaky keeps no objects of the module %s: is "
                "leaky/%s.c the leaky one?",
                module_name((enum module)i), module_name((enum module)i));
    }
}

static void complain_of_variant(const struct subject *subject, int own)
{
    struct growth growth = model_growth(subject);

    if (!grew(&growth) || growth.objects[own] <= 0)
        say("the leak %s alone does not show: %lld bytes, %lld "
            "blocks, %ld objects of its module",
            subject->name, (long long)growth.bytes, (long long)growth.blocks,
            growth.objects[own]);
    for (int i = 0; i < MODULE_COUNT; i++) {
        if (i != own && growth.objects[i] > 0)
            say("the leak %s alone made the module %s keep %ld "
                "objects: only its own must grow",
                subject->name, module_name((enum module)i), growth.objects[i]);
    }
}

void verdict_complain(const struct subject subjects[SUBJECTS])
{
    complain_of_fixed(&subjects[FIXED]);
    complain_of_leaky(&subjects[LEAKY]);
    for (int i = 0; i < MODULE_COUNT; i++)
        complain_of_variant(&subjects[VARIANTS + i], i);
}
