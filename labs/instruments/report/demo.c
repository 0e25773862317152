/* SPDX-License-Identifier: MIT */
/*
 * The page of make demo: what compare has measured, in demo.json and demo.dat
 * (compare/README.md).
 */
#include <stdlib.h>

#include "input.h"
#include "machine.h"
#include "parts.h"

#include "probe/files.h"
#include "probe/grouped.h"

static const char hint[] = "make demo makes it";
/* Not `requests`, which the tables' counts and the growth are not of. */
static const char served[] = "servers/fixed/requests_served";

/* ---- Curves ------------------------------------------------------------ */

static void put_curves(struct page *page, const json_t *root,
                       const struct line lines[2])
{
    long long leaky = input_integer(root, "servers/leaky/growth/bytes");
    long long fixed = input_integer(root, "servers/fixed/growth/bytes");
    char title[256], a[GROUPED], b[GROUPED];

    (void)snprintf(title, sizeof title,
                   "Live heap above the start: leaky ends at %s, fixed at %s",
                   grouped_change(a, leaky), grouped_change(b, fixed));
    page_put(page, "<figure>\n");
    picture_curves(page, title, "requests served", lines, 2);
    page_put(page, "<figcaption>Live heap above the start. While the traffic "
                   "runs, open connections are in it; the last point is the "
                   "reading at rest.</figcaption>\n</figure>\n");
}

static void label(struct line *line, const json_t *root, const char *place)
{
    char number[GROUPED];

    (void)snprintf(line->label, sizeof line->label, "%s: %s bytes", line->kind,
                   grouped_change(number, input_integer(root, place)));
}

/* ---- Words ------------------------------------------------------------- */

static void put_lead(struct page *page, const json_t *root)
{
    long long leaky = input_integer(root, "servers/leaky/growth/bytes");
    long long fixed = input_integer(root, "servers/fixed/growth/bytes");
    double each = input_real(root, "servers/leaky/growth/bytes_per_request");
    char a[GROUPED], b[GROUPED], c[GROUPED];

    page_put(page,
             "<p class=\"lead\">leaky holds %s bytes more than before: %s of "
             "every request. fixed holds %s more.</p>\n",
             grouped(a, leaky), grouped_tenths(b, each), grouped(c, fixed));
    page_put(page,
             "<p>Both servers gave the same answers to the same clients: %s "
             "requests, the last of which is for the second reading, each on "
             "a connection of its own with a full handshake, and %s clients "
             "refused. The heap meter counts live bytes exactly; both "
             "readings are taken at rest.</p>\n",
             grouped(a, input_integer(root, served)),
             grouped(b, input_integer(root, "servers/fixed/refused")));
}

static bool is_true(const json_t *root, const char *place)
{
    return json_is_true(input_at(root, place));
}

/* What was to be seen, and was it? */
static void put_verdict(struct page *page, const json_t *root)
{
    static const struct {
        const char *place, *yes, *no;
    } rows[] = {
        {"verdict/fixed_flat", "fixed did not grow", "fixed grew"},
        {"verdict/leaky_grew", "leaky grew by all of its leaks",
         "leaky did not grow by each of its leaks"},
        {"verdict/variants_grew_alone",
         "each leak alone made its own module grow, and no other",
         "a leak alone did not make just its own module grow"},
    };

    page_put(page, "<p>");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool yes = is_true(root, rows[i].place);

        page_put(page, "<span class=\"%s\">%s</span> %s%s",
                 yes ? "good" : "bad", yes ? "\u2713" : "\u2717",
                 yes ? rows[i].yes : rows[i].no,
                 i + 1 < sizeof rows / sizeof *rows ? "; " : ".</p>\n");
    }
}

/* ---- The page ---------------------------------------------------------- */

static void put_stacks(struct page *page, const char *path)
{
    size_t size = 0;
    char *text = input_file(path, hint, &size);

    page_put(page, "<h2>Who holds what leaky keeps</h2>\n"
                   "<p>What <code>heapmeter stacks --growth</code> said of a "
                   "leaky server after a short run of its own: the line of "
                   "the program, marked by &gt;, and who called it.</p>\n");
    extra_words(page, text, size);
    free(text);
}

void demo_page(struct page *page, const struct options *options)
{
    char json[PATH_SIZE], data[PATH_SIZE], title[128], number[GROUPED];
    struct line lines[2] = {{.kind = "leaky"}, {.kind = "fixed"}};
    json_t *root = NULL;

    join_path(json, options->input, "demo.json");
    join_path(data, options->input, "demo.dat");
    root = input_json(json, hint);
    for (int i = 0; i < 2; i++)
        input_dots(data, hint, &lines[i]);
    label(&lines[0], root, "servers/leaky/growth/bytes");
    label(&lines[1], root, "servers/fixed/growth/bytes");
    (void)snprintf(title, sizeof title,
                   "leaky and fixed after the same %s requests",
                   grouped(number, input_integer(root, served)));
    extra_begin(page, options, title);
    put_lead(page, root);
    put_curves(page, root, lines);
    put_verdict(page, root);
    demo_pair(page, root);
    demo_leaks(page, root, options->truth);
    if (options->stacks != NULL)
        put_stacks(page, options->stacks);
    if (options->matrix != NULL)
        extra_matrix(page, options->matrix);
    machine_put(page);
    extra_repeat(page, options);
    free(lines[0].dot);
    free(lines[1].dot);
    json_decref(root);
}
