/* SPDX-License-Identifier: MIT */
/*
 * What the ways to show stacks have in common: see stacks_view.h.
 */
#include "stacks_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stacks_layout.h"

#define LOOK_SUFFIX ".look"

/* ---- What is shown ----------------------------------------------------- */

static int grown(struct view *view, const struct heapmeter *m,
                 const char *path, const struct settings *settings)
{
    if (settings->look == NULL)
        (void)stacks_beside(view->look_file, sizeof view->look_file, path,
                            LOOK_SUFFIX);
    else if ((size_t)snprintf(view->look_file, sizeof view->look_file, "%s",
                              settings->look) >= sizeof view->look_file)
        return fail("%s: %s", settings->look, strerror(ENAMETOOLONG));
    return stacks_grown(&view->stacks, m, settings->what, view->look_file,
                        settings->interval, &view->look, &view->first);
}

int view_open(struct view *view, const struct settings *settings)
{
    char path[PATH_MAX];
    struct heapmeter m = {0};
    int status;

    *view = (struct view){.growth = settings->growth,
                          .full = settings->full,
                          .top = (size_t)settings->count};
    status = locate_named(&m, settings->what, settings->dir, path);
    if (status != EXIT_OK)
        return status;
    status = stacks_open(&view->stacks, &m, path, settings->what);
    if (status == EXIT_OK) {
        view->resolver = resolver_new(view->stacks.pid, settings->debuginfod);
        status = view->resolver != NULL
                     ? stacks_merge(&view->stacks, view->resolver)
                     : fail("out of memory");
    }
    if (status == EXIT_OK && view->growth)
        status = grown(view, &m, path, settings);
    else if (status == EXIT_OK)
        stacks_sum(&view->stacks);
    heapmeter_close(&m);
    if (status != EXIT_OK)
        view_close(view);
    return status;
}

int view_keep(const struct view *view)
{
    if (view->look == NULL || fflush(stdout) != 0)
        return EXIT_OK; /* main tells */
    return look_write(view->look, view->look_file);
}

void view_close(struct view *view)
{
    free(view->look);
    view->look = NULL;
    resolver_free(view->resolver);
    view->resolver = NULL;
    stacks_close(&view->stacks);
}

static int larger(const void *a, const void *b)
{
    const struct stack *one = *(const struct stack *const *)a;
    const struct stack *two = *(const struct stack *const *)b;

    if (one->bytes != two->bytes)
        return one->bytes < two->bytes ? 1 : -1;
    if (one->blocks != two->blocks)
        return one->blocks < two->blocks ? 1 : -1;
    return one < two ? -1 : one > two;
}

const struct stack **view_sorted(const struct view *view, size_t *count)
{
    const struct stack **sorted =
        calloc(view->stacks.count, sizeof(const struct stack *));

    *count = 0;
    for (size_t i = 0; sorted != NULL && i < view->stacks.count; i++) {
        const struct stack *stack = &view->stacks.list[i];

        if (!view->first && (stack->blocks > 0 || stack->bytes > 0))
            sorted[(*count)++] = stack;
    }
    if (sorted == NULL)
        (void)fail("out of memory");
    else
        qsort(sorted, *count, sizeof(const struct stack *), larger);
    return sorted;
}

/* ---- Names ------------------------------------------------------------- */

const struct spot *view_marked(const struct view *view,
                               const struct stack *stack)
{
    const struct spot *first = NULL;
    const struct spot *library = NULL;

    for (unsigned i = 0; i < stack->depth; i++) {
        const struct spot *spot = resolve(view->resolver, stack->frames[i]);

        if (spot == NULL)
            return NULL;
        if (spot->own)
            return spot;
        if (library == NULL && spot->module != NULL && !spot->system)
            library = spot;
        if (first == NULL)
            first = spot;
    }
    return library != NULL ? library : first;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

const char *view_name(const struct spot *spot, const struct place *place,
                      char *buffer, size_t size)
{
    if (place->function != NULL)
        return place->function;
    if (spot->module != NULL)
        (void)snprintf(buffer, size, "%s+0x%llx", last_part(spot->module),
                       (unsigned long long)spot->offset);
    else
        (void)snprintf(buffer, size, "0x%llx",
                       (unsigned long long)spot->address);
    return buffer;
}

/* Takes "x/.." and "/." out of PATH, in place. */
static void normalize(char *path)
{
    char *up;

    while ((up = strstr(path, "/./")) != NULL)
        memmove(up, up + 2, strlen(up + 2) + 1);
    while ((up = strstr(path + 1, "/../")) != NULL) {
        char *before = up;

        while (before > path && before[-1] != '/')
            before--;
        if (before == path || strncmp(before, "../", 3) == 0)
            return; /* no more to take out */
        memmove(before, up + 4, strlen(up + 4) + 1);
    }
}

const char *view_file(const char *file, char *buffer, size_t size)
{
    char here[PATH_MAX];
    size_t n;

    (void)snprintf(buffer, size, "%s", file);
    normalize(buffer);
    if (getcwd(here, sizeof here) == NULL)
        return buffer;
    n = strlen(here);
    if (strncmp(buffer, here, n) == 0 && buffer[n] == '/')
        return buffer + n + 1;
    return buffer;
}
