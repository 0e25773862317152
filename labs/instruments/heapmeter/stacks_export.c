/* SPDX-License-Identifier: MIT */
/* Stacks for other programs: JSON, folded lines, and pprof's text. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "stacks_view.h"

#include "../probe/any_text.h"

/* As many as are asked for. */
static size_t limit(const struct view *view, size_t count)
{
    return view->top > 0 && view->top < count ? view->top : count;
}

/* ---- JSON -------------------------------------------------------------- */

static json_t *frame(const struct spot *spot, const struct place *place,
                     bool marked)
{
    char address[32];
    char file[PATH_MAX];

    (void)snprintf(address, sizeof address, "0x%" PRIx64, spot->address);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:b, s:b, s:b}", "function",
        any_text_or_null(place->function), "file",
        any_text_or_null(place->file != NULL
                             ? view_file(place->file, file, sizeof file)
                             : NULL),
        "line", place->file != NULL ? json_integer(place->line) : json_null(),
        "module", any_text_or_null(spot->module), "address", address,
        "inlined", (int)place->inlined, "own", (int)spot->own, "marked",
        (int)marked);
}

static json_t *frames_of(const struct view *view, const struct stack *stack)
{
    const struct spot *marked = view_marked(view, stack);
    json_t *list = json_array();

    for (unsigned i = 0; i < stack->depth; i++) {
        const struct spot *spot = resolve(view->resolver, stack->frames[i]);

        for (size_t k = 0; spot != NULL && k < spot->count; k++) {
            if (json_array_append_new(list, frame(spot, &spot->places[k],
                                                  spot == marked && k == 0)))
                return NULL; /* out of memory: main ends, with what it has */
        }
        if (spot == marked)
            marked = NULL; /* a recursion has it again */
    }
    return list;
}

int show_json(const struct view *view)
{
    const struct stacks *stacks = &view->stacks;
    size_t count = 0;
    const struct stack **sorted = view_sorted(view, &count);
    json_t *list = json_array();
    json_t *object;
    int status = EXIT_OK;

    for (size_t i = 0; sorted != NULL && i < limit(view, count); i++) {
        json_t *row =
            json_pack("{s:I, s:I, s:o}", "bytes", (json_int_t)sorted[i]->bytes,
                      "blocks", (json_int_t)sorted[i]->blocks, "frames",
                      frames_of(view, sorted[i]));

        if (json_array_append_new(list, row) != 0)
            status = fail("cannot write JSON: out of memory");
    }
    free(sorted);
    object = json_pack("{s:I, s:o, s:b, s:b, s:b, s:I, s:o}", "pid",
                       (json_int_t)stacks->pid, "program",
                       any_text_or_null(stacks->program), "settled",
                       (int)stacks->settled, "growth", (int)view->growth,
                       "first_look", (int)view->first, "overflow",
                       (json_int_t)stacks->overflow, "stacks", list);
    if (object == NULL && status == EXIT_OK)
        status = fail("cannot write JSON: out of memory");
    if (status == EXIT_OK &&
        (json_dumpf(object, stdout, JSON_INDENT(1)) != 0 || puts("") < 0))
        status = fail("cannot write the output: %s", strerror(errno));
    json_decref(object);
    return status;
}

/* ---- Folded ------------------------------------------------------------ */

/* A semicolon ends a frame, and a line the stack. */
static void print_folded_name(const char *name)
{
    for (; *name != '\0'; name++)
        (void)putchar(*name == ';' || *name < ' ' ? ':' : *name);
}

static void print_folded(const struct view *view, const struct stack *stack)
{
    char name[PATH_MAX];

    if (stack->depth == 0)
        printf("[not known]");
    for (unsigned i = stack->depth; i > 0; i--) {
        const struct spot *spot =
            resolve(view->resolver, stack->frames[i - 1]);

        for (size_t k = spot != NULL ? spot->count : 0; k > 0; k--) {
            print_folded_name(
                view_name(spot, &spot->places[k - 1], name, sizeof name));
            if (i > 1 || k > 1)
                (void)putchar(';');
        }
    }
    printf(" %" PRIu64 "\n", stack->bytes);
}

int show_folded(const struct view *view)
{
    size_t count = 0;
    const struct stack **sorted = view_sorted(view, &count);

    if (sorted == NULL)
        return EXIT_FAILED;
    for (size_t i = 0; i < limit(view, count); i++) {
        if (sorted[i]->bytes > 0)
            print_folded(view, sorted[i]);
    }
    free(sorted);
    return EXIT_OK;
}

/* ---- pprof ------------------------------------------------------------- */

static int print_maps(pid_t pid)
{
    char path[64];
    char buffer[4096];
    size_t n;

    (void)snprintf(path, sizeof path, "/proc/%ld/maps", (long)pid);
    FILE *maps = fopen(path, "re");
    if (maps == NULL)
        return fail("%s: %s; it has ended?", path, strerror(errno));
    (void)puts("\nMAPPED_LIBRARIES:");
    do {
        n = fread(buffer, 1, sizeof buffer, maps);
        (void)fwrite(buffer, 1, n, stdout); /* main's fflush tells */
    } while (n == sizeof buffer);
    (void)fclose(maps); /* read only */
    return EXIT_OK;
}

static void print_amount(uint64_t blocks, uint64_t bytes)
{
    /* In brackets stands all that was allocated, which nobody counted. */
    printf("%6" PRIu64 ": %8" PRIu64 " [%6" PRIu64 ": %8" PRIu64 "] @", blocks,
           bytes, blocks, bytes);
}

/*
 * The text that gperftools writes: raw addresses, and where what is mapped.
 * Both pprofs read it, and find functions and lines by themselves.
 */
int show_pprof(const struct view *view)
{
    size_t count = 0;
    const struct stack **sorted = view_sorted(view, &count);
    uint64_t blocks = 0;
    uint64_t bytes = 0;

    if (sorted == NULL)
        return EXIT_FAILED;
    count = limit(view, count);
    for (size_t i = 0; i < count; i++) {
        blocks += sorted[i]->blocks;
        bytes += sorted[i]->bytes;
    }
    printf("heap profile: ");
    print_amount(blocks, bytes);
    printf(" heapprofile\n");
    for (size_t i = 0; i < count; i++) {
        print_amount(sorted[i]->blocks, sorted[i]->bytes);
        for (unsigned k = 0; k < sorted[i]->depth; k++)
            printf(" 0x%08" PRIx64, sorted[i]->frames[k]);
        (void)puts(sorted[i]->depth == 0 ? " 0x00000001" : "");
    }
    free(sorted);
    return print_maps(view->stacks.pid);
}
