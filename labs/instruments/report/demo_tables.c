/* SPDX-License-Identifier: MIT */
/*
 * The tables of the demo's page.
 */
#include <stdio.h>
#include <string.h>

#include "input.h"
#include "parts.h"

#include "probe/failure.h"
#include "probe/grouped.h"
#include "probe/truth.h"

/* ---- The pair ---------------------------------------------------------- */

static const char *const servers[] = {"fixed", "leaky"};

static long long of(const json_t *root, const char *server, const char *when,
                    const char *what)
{
    char place[128];

    (void)snprintf(place, sizeof place, "servers/%s/%s/%s", server, when,
                   what);
    return input_integer(root, place);
}

static void put_row(struct page *page, const json_t *root, const char *name,
                    const char *what)
{
    page_put(page, "<tr><th scope=\"row\">%s</th>", name);
    for (int i = 0; i < 2; i++) {
        long long before = of(root, servers[i], "before", what);
        long long after = of(root, servers[i], "after", what);

        page_number(page, before);
        page_number(page, after);
        page_change(page, after - before);
    }
    page_put(page, "</tr>\n");
}

void demo_pair(struct page *page, const json_t *root)
{
    page_put(page,
             "<div class=\"wide\"><table>\n<thead><tr><th></th>"
             "<th class=\"n\">fixed: before</th><th class=\"n\">after</th>"
             "<th class=\"n\">growth</th><th class=\"n\">leaky: before</th>"
             "<th class=\"n\">after</th><th class=\"n\">growth</th></tr>"
             "</thead>\n<tbody>\n");
    put_row(page, root, "live bytes", "bytes");
    put_row(page, root, "live blocks", "blocks");
    put_row(page, root, "resident bytes", "rss_bytes");
    put_row(page, root, "descriptors", "descriptors");
    put_row(page, root, "threads", "threads");
    page_put(page, "</tbody></table></div>\n");
}

/* ---- Each leak alone --------------------------------------------------- */

static void put_range(struct page *page, const struct truth_range *range)
{
    char low[GROUPED], high[GROUPED];

    page_put(page, "<td class=\"n\">%s", grouped(low, (long long)range->low));
    if (range->high > range->low)
        page_put(page, " to %s", grouped(high, (long long)range->high));
    page_put(page, "</td>");
}

/* What the table says of it. */
static void put_truth(struct page *page, const struct truth *truth,
                      const char *leak)
{
    const struct truth_row *row = truth_leak(truth, leak);

    if (row != NULL)
        put_range(page, &row->bytes);
    else
        page_put(page, "<td></td>");
}

static void put_leak(struct page *page, const char *name, const json_t *leak,
                     const struct truth *truth)
{
    double share = input_real(leak, "share_of_sum");
    char number[GROUPED];

    page_put(page, "<tr>");
    page_element(page, "th", NULL, name);
    page_element(page, "td", NULL, input_text(leak, "trigger"));
    page_number(page, input_integer(leak, "triggers"));
    page_put(page, "<td class=\"n\">%s</td>",
             grouped_tenths(number, input_real(leak, "bytes_per_trigger")));
    if (truth->count > 0)
        put_truth(page, truth, name);
    page_change(page, input_integer(leak, "growth/bytes"));
    page_change(page, input_integer(leak, "growth/blocks"));
    page_change(page, input_integer(leak, "growth/descriptors"));
    page_put(page, "<td>");
    picture_bar(page, share);
    page_put(page, "</td><td class=\"n\">%.2f%%</td></tr>\n", 100 * share);
}

static void put_total(struct page *page, const char *name, bool truth,
                      long long bytes, long long blocks, long long descriptors)
{
    page_put(page, "<tr class=\"sum\"><th colspan=\"%d\">%s</th>",
             truth ? 5 : 4, name);
    page_change(page, bytes);
    page_change(page, blocks);
    page_change(page, descriptors);
    page_put(page, "<td></td><td></td></tr>\n");
}

static void put_leaks_head(struct page *page, bool truth)
{
    page_put(page,
             "<h2>Each leak alone</h2>\n<p>The service with one leaky module, "
             "under the same traffic. A leak grows with its trigger: so much "
             "for each.</p>\n<div class=\"wide\"><table>\n<thead><tr>"
             "<th>leak</th><th>for each</th><th class=\"n\">of these</th>"
             "<th class=\"n\">bytes each</th>%s<th class=\"n\">bytes</th>"
             "<th class=\"n\">blocks</th><th class=\"n\">descriptors</th>"
             "<th colspan=\"2\">share</th></tr></thead>\n<tbody>\n",
             truth ? "<th class=\"n\">by the table</th>" : "");
}

void demo_leaks(struct page *page, const json_t *root, const char *path)
{
    struct truth truth = {.count = 0};
    char error[TRUTH_ERROR_SIZE];
    json_t *leak = NULL;
    const char *name = NULL;

    if (path != NULL && truth_load(&truth, path, error) < 0)
        fail_because("%s", error);
    put_leaks_head(page, truth.count > 0);
    json_object_foreach ((json_t *)input_at(root, "variants"), name, leak) {
        put_leak(page, name, leak, &truth);
    }
    put_total(page, "the leaks, added up", truth.count > 0,
              input_integer(root, "sum_of_variants/bytes"),
              input_integer(root, "sum_of_variants/blocks"),
              input_integer(root, "sum_of_variants/descriptors"));
    put_total(page, "leaky, all in one", truth.count > 0,
              input_integer(root, "servers/leaky/growth/bytes"),
              input_integer(root, "servers/leaky/growth/blocks"),
              input_integer(root, "servers/leaky/growth/descriptors"));
    page_put(page, "</tbody></table></div>\n");
    truth_free(&truth);
}
