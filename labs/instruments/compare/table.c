/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <stdio.h>

#include "load.h"
#include "verdict.h"

#include "probe/grouped.h"

/* ---- The pair -------------------------------------------------------- */

static void row(const char *what, const char *when, const char *fixed,
                const char *leaky)
{
    (void)printf("  %-18s %-7s %20s %20s\n", what, when, fixed, leaky);
}

static void row_numbers(const char *what, const char *when, long long fixed,
                        long long leaky)
{
    char a[GROUPED], b[GROUPED];

    row(what, when, grouped(a, fixed), grouped(b, leaky));
}

static void row_change(const char *what, const char *when, long long fixed,
                       long long leaky)
{
    char a[GROUPED], b[GROUPED];

    row(what, when, grouped_change(a, fixed), grouped_change(b, leaky));
}

static void row_reals(const char *what, double fixed, double leaky)
{
    char a[GROUPED], b[GROUPED];

    row(what, "", grouped_tenths(a, fixed), grouped_tenths(b, leaky));
}

static void row_megabytes(const char *when, const char *what, uint64_t fixed,
                          uint64_t leaky)
{
    char a[GROUPED], b[GROUPED];

    (void)snprintf(a, sizeof a, "%.1f MB", (double)fixed / 1e6);
    (void)snprintf(b, sizeof b, "%.1f MB", (double)leaky / 1e6);
    row(what, when, a, b);
}

void table_pair(const struct subject subjects[SUBJECTS])
{
    const struct subject *f = &subjects[FIXED], *l = &subjects[LEAKY];
    struct growth fg = model_growth(f), lg = model_growth(l);

    (void)printf("\n");
    row("", "", "fixed", "leaky");
    row_numbers("requests served", "", (long long)f->traffic.requests,
                (long long)l->traffic.requests);
    row_numbers("refused handshakes", "", (long long)f->traffic.refused,
                (long long)l->traffic.refused);
    row_numbers("live bytes", "before", (long long)f->before.bytes,
                (long long)l->before.bytes);
    row_numbers("", "after", (long long)f->after.bytes,
                (long long)l->after.bytes);
    row_change("", "growth", fg.bytes, lg.bytes);
    row_numbers("live blocks", "before", (long long)f->before.blocks,
                (long long)l->before.blocks);
    row_numbers("", "after", (long long)f->after.blocks,
                (long long)l->after.blocks);
    row_change("", "growth", fg.blocks, lg.blocks);
    row_reals("bytes a request", model_per_request(f, fg.bytes),
              model_per_request(l, lg.bytes));
    row_reals("blocks a request", model_per_request(f, fg.blocks),
              model_per_request(l, lg.blocks));
    row_megabytes("before", "RSS", f->before.rss_bytes, l->before.rss_bytes);
    row_megabytes("after", "", f->after.rss_bytes, l->after.rss_bytes);
    row_numbers("descriptors", "before", f->before.descriptors,
                l->before.descriptors);
    row_numbers("", "after", f->after.descriptors, l->after.descriptors);
    row_numbers("threads", "before", f->before.threads, l->before.threads);
    row_numbers("", "after", f->after.threads, l->after.threads);
}

/* ---- Each leak alone ------------------------------------------------- */

/* "server +2,106", and whatever else grew. */
static const char *objects(const struct growth *growth, char *text,
                           size_t size)
{
    size_t used = 0;

    (void)snprintf(text, size, "none");
    for (int i = 0; i < MODULE_COUNT; i++) {
        char number[GROUPED];
        int length = 0;

        if (growth->objects[i] == 0 || used >= size)
            continue;
        length = snprintf(text + used, size - used, "%s%s %s",
                          used > 0 ? ", " : "", module_name((enum module)i),
                          grouped_change(number, growth->objects[i]));
        used += length > 0 ? (size_t)length : 0;
    }
    return text;
}

static void put_leak(const struct subject *subject, enum module module,
                     double sum)
{
    struct growth growth = model_growth(subject);
    uint64_t triggers = model_trigger_count(module, &subject->traffic);
    double each = triggers == 0 ? 0 : (double)growth.bytes / (double)triggers;
    char grown[128], rate[64], a[GROUPED], b[GROUPED];

    (void)snprintf(rate, sizeof rate, "%s a %s",
                   grouped(a, (long long)(each + 0.5)),
                   model_trigger_name(module));
    (void)printf("  %-10s %-17s %19s %10s %8.1f %6.2f%%\n", subject->name,
                 objects(&growth, grown, sizeof grown), rate,
                 grouped_tenths(b, model_per_request(subject, growth.bytes)),
                 model_per_request(subject, growth.blocks),
                 sum > 0 ? 100 * (double)growth.bytes / sum : 0);
}

static void put_total(const char *name, const struct subject *leaky,
                      int64_t bytes, int64_t blocks)
{
    char number[GROUPED];
    char text[64];

    (void)snprintf(text, sizeof text, "%s bytes", grouped(number, bytes));
    (void)printf("  %-28s %19s %10s %8.1f\n", name, text,
                 grouped_tenths(number, model_per_request(leaky, bytes)),
                 model_per_request(leaky, blocks));
}

static void put_difference(int64_t bytes, int64_t blocks, int64_t whole)
{
    char a[GROUPED], b[GROUPED];

    if (bytes == 0 && blocks == 0) {
        (void)printf("  The sum is the whole, to the byte: the steps were the "
                     "same ones, and no\n  leak keeps a block that another "
                     "one keeps too.\n");
        return;
    }
    (void)printf("  The whole is %s bytes and %s blocks off the sum "
                 "(%+.3f%%): leaks\n  meet here, or the warm-up did not "
                 "reach a thread's first use.\n",
                 grouped_change(a, bytes), grouped_change(b, blocks),
                 whole != 0 ? 100 * (double)bytes / (double)whole : 0);
}

void table_leaks(const struct subject subjects[SUBJECTS])
{
    const struct subject *leaky = &subjects[LEAKY];
    struct growth whole = model_growth(leaky);
    struct growth sum = verdict_sum(subjects);

    (void)printf("\n  %-10s %-17s %19s %10s %8s %7s\n", "one leak",
                 "live objects", "bytes", "bytes a", "blocks", "share");
    (void)printf("  %-10s %-17s %19s %10s %8s %7s\n", "alone", "", "each time",
                 "request", "a req.", "");
    for (int i = 0; i < MODULE_COUNT; i++)
        put_leak(&subjects[VARIANTS + i], (enum module)i, (double)sum.bytes);
    put_total("the leaks, added up", leaky, sum.bytes, sum.blocks);
    put_total("leaky, all in one", leaky, whole.bytes, whole.blocks);
    put_difference(whole.bytes - sum.bytes, whole.blocks - sum.blocks,
                   whole.bytes);
}

/* ---- In words -------------------------------------------------------- */

static int loudest(const struct subject subjects[SUBJECTS])
{
    int most = 0;

    for (int i = 1; i < MODULE_COUNT; i++) {
        if (model_growth(&subjects[VARIANTS + i]).bytes >
            model_growth(&subjects[VARIANTS + most]).bytes)
            most = i;
    }
    return most;
}

void table_words(const struct subject subjects[SUBJECTS])
{
    const struct subject *leaky = &subjects[LEAKY];
    struct growth whole = model_growth(leaky);
    double each = model_per_request(leaky, whole.bytes);
    int most = loudest(subjects);
    double share = (double)model_growth(&subjects[VARIANTS + most]).bytes /
                   (double)verdict_sum(subjects).bytes;
    char requests[GROUPED], refused[GROUPED], kept[GROUPED];

    (void)printf(
        "\nBoth servers gave the same %s right answers and refused the same "
        "%s\nunwelcome clients. At rest again, fixed holds exactly what it "
        "held before,\nto the byte. leaky keeps %s bytes of every request: "
        "at 100 requests a\nsecond, a gigabyte every %.0f minutes. Of that "
        "%.0f%% is the leak \"%s\" alone:\nit hides the others until "
        "it is mended.\n",
        grouped(requests, (long long)leaky->traffic.requests),
        grouped(refused, (long long)leaky->traffic.refused),
        grouped(kept, (long long)(each + 0.5)), 1e9 / (each * 100) / 60,
        100 * share, module_name((enum module)most));
}
