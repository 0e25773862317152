/* SPDX-License-Identifier: MIT */
/*
 * The files of the page. All are read once, at the start: what a client asks
 * for is looked up among their names, and opens nothing.
 */
#ifndef SHOW_PAGE_H
#define SHOW_PAGE_H

#include <stddef.h>

struct page_file {
    char path[160]; /* as it is asked for: "/app.js", "/vendor/NAME" */
    const char *type;
    char *data;
    size_t size;
};

#define PAGE_FILES_MAX 64

/*
 * Reads what is in this folder and in its vendor/; "/" is index.html. Ends
 * the program where there is no index.html.
 */
void page_load(const char *folder);
void page_free(void);

/* The file of this path, or NULL. */
const struct page_file *page_find(const char *path);

#endif
