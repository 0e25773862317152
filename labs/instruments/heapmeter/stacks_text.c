/* SPDX-License-Identifier: MIT */
/*
 * Stacks as text: a row for each function of the program's own that memory was
 * allocated for, with its largest stack.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "stacks_view.h"

#define COLUMNS 79
#define INDENT 6
#define LINES 3 /* of a stack that is not shown in full */

/* ---- Rows -------------------------------------------------------------- */

struct row {
    const struct spot *spot;     /* of the largest stack; NULL: not known */
    const struct stack *largest; /* of those that are counted here */
    uint64_t blocks;
    uint64_t bytes;
    size_t stacks;
};

/* The same function of the same module. */
static bool alike(const struct spot *a, const struct spot *b)
{
    if (a == b)
        return true;
    return a != NULL && b != NULL && a->module == b->module &&
           a->places[0].function != NULL && b->places[0].function != NULL &&
           strcmp(a->places[0].function, b->places[0].function) == 0;
}

static int larger(const void *a, const void *b)
{
    const struct row *one = a;
    const struct row *two = b;

    if (one->bytes != two->bytes)
        return one->bytes < two->bytes ? 1 : -1;
    return one->blocks < two->blocks ? 1 : one->blocks > two->blocks ? -1 : 0;
}

static struct row *rows_of(const struct view *view, size_t *count)
{
    size_t stacks = 0;
    const struct stack **sorted = view_sorted(view, &stacks);
    struct row *rows = calloc(stacks + 1, sizeof *rows);

    *count = 0;
    for (size_t i = 0; sorted != NULL && rows != NULL && i < stacks; i++) {
        const struct spot *spot = view_marked(view, sorted[i]);
        size_t k = 0;

        while (k < *count && !alike(rows[k].spot, spot))
            k++;
        if (k == *count) {
            rows[k] = (struct row){.spot = spot, .largest = sorted[i]};
            (*count)++;
        }
        rows[k].blocks += sorted[i]->blocks;
        rows[k].bytes += sorted[i]->bytes;
        rows[k].stacks++;
    }
    free(sorted);
    if (rows != NULL)
        qsort(rows, *count, sizeof *rows, larger);
    return rows;
}

/* ---- One row ----------------------------------------------------------- */

/* "function file:line", or without what is not known. */
static void describe(const struct spot *spot, const struct place *place,
                     char *text, size_t size)
{
    char name[PATH_MAX];
    char file[PATH_MAX];
    int n =
        snprintf(text, size, "%s", view_name(spot, place, name, sizeof name));

    if (place->file != NULL && n > 0 && (size_t)n < size)
        (void)snprintf(text + n, size - (size_t)n, " %s:%d",
                       view_file(place->file, file, sizeof file), place->line);
}

/* A line for each frame. */
static void print_full(const struct view *view, const struct row *row)
{
    char text[2 * PATH_MAX];

    for (unsigned i = 0; i < row->largest->depth; i++) {
        const struct spot *spot =
            resolve(view->resolver, row->largest->frames[i]);

        for (size_t k = 0; spot != NULL && k < spot->count; k++) {
            describe(spot, &spot->places[k], text, sizeof text);
            printf("%*s%s %s%s", INDENT - 2, "",
                   spot == row->spot && k == 0 ? ">" : " ", text,
                   spot->places[k].inlined ? " (inlined)" : "");
            if (spot->places[k].file == NULL && spot->module != NULL &&
                spot->places[k].function != NULL)
                printf(" in %s", spot->module);
            (void)puts("");
        }
    }
}

struct chain {
    size_t column;
    int lines;
};

/* One more name; false when there is no more room. */
static bool print_link(struct chain *chain, const char *text, bool last)
{
    size_t n = strlen(text) + (last ? 0 : 2);

    if (chain->column + 1 + n > COLUMNS || chain->lines == 0) {
        if (chain->lines == LINES) {
            printf(" ...");
            return false;
        }
        printf("%s%*s", chain->lines > 0 ? "\n" : "", INDENT, "");
        chain->lines++;
        chain->column = INDENT;
    } else {
        printf(" ");
        chain->column++;
    }
    printf("%s%s", text, last ? "" : " <");
    chain->column += n;
    return true;
}

/* A library's name stands for itself, one of the program's has its line. */
static bool print_spot(const struct row *row, const struct spot *spot,
                       struct chain *chain, bool outermost)
{
    char text[2 * PATH_MAX];
    bool good = true;

    for (size_t k = 0; good && k < spot->count; k++) {
        const struct place *place = &spot->places[k];
        size_t mark = spot == row->spot && k == 0 ? 1 : 0;

        text[0] = '>';
        if (spot->own)
            describe(spot, place, text + mark, sizeof text - mark);
        else
            (void)snprintf(text + mark, sizeof text - mark, "%s",
                           view_name(spot, place, text + PATH_MAX, PATH_MAX));
        good = print_link(chain, text, outermost && k + 1 == spot->count);
    }
    return good;
}

static void print_brief(const struct view *view, const struct row *row)
{
    struct chain chain = {0};
    bool good = true;

    for (unsigned i = 0; good && i < row->largest->depth; i++) {
        const struct spot *spot =
            resolve(view->resolver, row->largest->frames[i]);

        good = spot != NULL &&
               print_spot(row, spot, &chain, i + 1 == row->largest->depth);
    }
    (void)puts("");
}

static void print_row(const struct view *view, const struct row *row)
{
    char text[2 * PATH_MAX] = "(their stack is not known)";
    const char *sign = view->growth ? "+" : "";

    if (row->spot != NULL)
        describe(row->spot, &row->spot->places[0], text, sizeof text);
    printf("%s%" PRIu64 " bytes, %s%" PRIu64 " block%s: %s", sign, row->bytes,
           sign, row->blocks, row->blocks == 1 ? "" : "s", text);
    if (row->stacks > 1)
        printf(" (%zu stacks; the largest:)", row->stacks);
    (void)puts("");
    if (row->spot == NULL)
        return;
    if (view->full)
        print_full(view, row);
    else
        print_brief(view, row);
}

/* ---- All --------------------------------------------------------------- */

static void print_head(const struct view *view, const struct row *rows,
                       size_t count)
{
    const struct stacks *stacks = &view->stacks;
    uint64_t blocks = 0;
    uint64_t bytes = 0;

    for (size_t i = 0; i < count; i++) {
        blocks += rows[i].blocks;
        bytes += rows[i].bytes;
    }
    printf("%s (pid %ld) ", stacks->program, (long)stacks->pid);
    if (view->first)
        printf("is looked at for the first time; what grew from now on, the "
               "next look says\n");
    else if (view->growth && count == 0)
        printf("holds nothing more than at the last look\n");
    else if (view->growth)
        printf("holds %" PRIu64
               " bytes more than at the last look, in %" PRIu64
               " blocks more\n",
               bytes, blocks);
    else
        printf("holds %" PRIu64 " bytes in %" PRIu64 " blocks%s\n", bytes,
               blocks, stacks->settled ? "" : " (on the move)");
}

static void print_remarks(const struct view *view)
{
    const char *replaced = resolver_replaced(view->resolver);

    if (view->stacks.overflow > 0)
        printf("but %" PRIu64 " allocations found the table of stacks full: "
               "start it with HEAPMETER_STACKS=%d\n",
               view->stacks.overflow, 60000);
    if (replaced != NULL)
        printf("but %s was replaced since the start: its lines are not "
               "known\n",
               replaced);
}

int show_text(const struct view *view)
{
    size_t count = 0;
    size_t shown;
    struct row *rows = rows_of(view, &count);
    uint64_t bytes = 0;

    if (rows == NULL)
        return fail("out of memory");
    shown = view->top > 0 && view->top < count ? view->top : count;
    print_head(view, rows, count);
    for (size_t i = 0; i < shown; i++)
        print_row(view, &rows[i]);
    for (size_t i = shown; i < count; i++)
        bytes += rows[i].bytes;
    if (shown < count)
        printf("and %" PRIu64 " bytes of %zu other functions: --top %zu\n",
               bytes, count - shown, count);
    print_remarks(view);
    free(rows);
    return EXIT_OK;
}
