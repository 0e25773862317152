/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/failure.h"
#include "probe/files.h"

static struct page_file files[PAGE_FILES_MAX];
static size_t count;

/* NULL: of no use to a browser, and not served. */
static const char *type_of(const char *name)
{
    static const struct {
        const char *end, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
    };
    const char *end = strrchr(name, '.');

    for (size_t i = 0; end != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(end, types[i].end) == 0)
            return types[i].type;
    }
    return NULL;
}

static void load(const char *folder, const char *name, const char *under)
{
    struct page_file *file = &files[count];
    char path[PATH_SIZE];

    join_path(path, folder, name);
    if (count == PAGE_FILES_MAX)
        fail_because("%s: more than %d files", folder, PAGE_FILES_MAX);
    file->type = type_of(name);
    if (strcmp(name, "index.html") == 0)
        name = ""; /* "/", which asks for the token */
    if (file->type == NULL || snprintf(file->path, sizeof file->path, "%s/%s",
                                       under, name) >= (int)sizeof file->path)
        return;
    file->data = read_file_if(path, &file->size);
    if (file->data != NULL)
        count++;
}

static void load_all(const char *folder, const char *under)
{
    DIR *listed = opendir(folder);
    const struct dirent *entry = NULL;

    while (listed != NULL && (entry = readdir(listed)) != NULL)
        load(folder, entry->d_name, under);
    if (listed != NULL)
        (void)closedir(listed); /* only read from */
}

void page_load(const char *folder)
{
    char vendor[PATH_SIZE];

    join_path(vendor, folder, "vendor");
    load_all(folder, "");
    load_all(vendor, "/vendor");
    if (page_find("/") == NULL)
        fail_because("%s: there is no index.html: give --page", folder);
}

void page_free(void)
{
    while (count > 0)
        free(files[--count].data);
}

const struct page_file *page_find(const char *path)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    }
    return NULL;
}
