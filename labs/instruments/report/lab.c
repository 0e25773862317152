/* SPDX-License-Identifier: MIT */
/*
 * The page of a lab: a verdict of labs/lab check --json, and the growth of the
 * leaky, the learner's and the fixed server.
 */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "machine.h"
#include "parts.h"

#include "probe/grouped.h"

static const char hint[] = "labs/lab report makes it";

/* ---- The verdict ------------------------------------------------------- */

static const struct {
    const char *name, *asks;
} questions[] = {
    {"compile", "no warning of the compiler"},
    {"feature", "it still does what it is there for"},
    {"memcheck", "no invalid access, an orderly end"},
    {"left", "nothing lost or reachable after the end"},
    {"growth", "no live byte more, whatever clients do"},
    {"held", "no descriptor, thread, mapping or child more"},
    {"twin", "it tells clients and the log what fixed tells them"},
    {"threads", "no race"},
    {"age", "no bigger and no slower when old"},
    {"check", "what the lab asks for"},
};

static const char *question_of(const char *name)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        if (strcmp(questions[i].name, name) == 0)
            return questions[i].asks;
    }
    return "";
}

static void put_stage(struct page *page, const json_t *stage)
{
    const json_t *passed = json_object_get(stage, "passed");
    const char *name = input_text(stage, "name");

    page_put(page, "<tr>");
    page_element(page, "th", NULL, name);
    page_element(page, "td", NULL, question_of(name));
    if (json_is_true(passed))
        page_element(page, "td", "good", "\u2713 passed");
    else if (json_is_false(passed))
        page_element(page, "td", "bad", "\u2717 failed");
    else
        page_element(page, "td", "dim", "left open");
    page_put(page, "</tr>\n");
}

static void put_stages(struct page *page, const json_t *root)
{
    const json_t *stages = input_at(root, "stages");
    const json_t *evidence = json_object_get(root, "evidence");
    size_t size = json_string_length(evidence);
    size_t i = 0;
    const json_t *stage = NULL;

    page_put(page, "<h2>The verdict, stage by stage</h2>\n<table><tbody>\n");
    json_array_foreach (stages, i, stage) {
        put_stage(page, stage);
    }
    page_put(page, "</tbody></table>\n");
    if (size == 0)
        return;
    page_put(page, "<h2>Evidence</h2>\n");
    extra_words(page, json_string_value(evidence), size);
}

/* ---- Growth ------------------------------------------------------------ */

static void label(struct line *line, const char *name)
{
    const struct dot *last = &line->dot[line->count - 1];
    char number[GROUPED];

    (void)snprintf(line->label, sizeof line->label, "%s: %s bytes", name,
                   grouped_change(number, (long long)last->y));
}

static void put_each(struct page *page, const char *name,
                     const struct line *line)
{
    const struct dot *last = &line->dot[line->count - 1];
    char number[GROUPED];

    page_put(page, "<tr><th>%s</th>", name);
    page_number(page, (long long)last->x);
    page_change(page, (long long)last->y);
    page_put(page, "<td class=\"n\">%s</td></tr>\n",
             grouped_tenths(number, last->x > 0 ? last->y / last->x : 0));
}

static void put_growth(struct page *page, const char *path)
{
    struct line lines[] = {
        {.kind = "leaky"}, {.kind = "theirs"}, {.kind = "fixed"}};
    static const char *const names[] = {"leaky", "yours", "fixed"};
    struct line there[LINES_MAX];
    size_t count = 0;

    for (int i = 0; i < LINES_MAX; i++) {
        input_dots(path, hint, &lines[i]);
        if (lines[i].count == 0)
            continue; /* it did not get so far */
        label(&lines[i], names[i]);
        there[count++] = lines[i];
    }
    page_put(page, "<h2>Growth</h2>\n<figure>\n");
    picture_curves(page, "Live heap above the start, at rest",
                   "steps of what makes the module work", there, count);
    page_put(page, "<figcaption>Live heap above the start, counted at rest "
                   "after each round.</figcaption>\n</figure>\n"
                   "<table><thead><tr><th></th><th class=\"n\">steps</th>"
                   "<th class=\"n\">bytes more</th><th class=\"n\">for each"
                   "</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < LINES_MAX; i++) {
        if (lines[i].count > 0)
            put_each(page, names[i], &lines[i]);
        free(lines[i].dot);
    }
    page_put(page, "</tbody></table>\n");
}

/* ---- The page ---------------------------------------------------------- */

void lab_page(struct page *page, const struct options *options)
{
    json_t *root = input_json(options->input, hint);
    bool solved = json_is_true(input_at(root, "solved"));
    const char *module = input_text(root, "module");
    char title[128];

    (void)snprintf(title, sizeof title, "Lab %.40s%s%.40s: %s",
                   input_text(root, "lab"), *module != '\0' ? " " : "", module,
                   solved ? "solved" : "not solved");
    extra_begin(page, options, title);
    if (options->module_file != NULL) {
        page_put(page, "<p>The file is <code>");
        page_text(page, options->module_file);
        page_put(page, "</code>.</p>\n");
    }
    if (options->growth != NULL)
        put_growth(page, options->growth);
    put_stages(page, root);
    machine_put(page);
    extra_repeat(page, options);
    json_decref(root);
}
