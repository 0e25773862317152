/* SPDX-License-Identifier: MIT */
/*
 * One HTML file that needs no other: its frame, its stylesheet, and all text
 * escaped. It is there whole or not at all: what is written goes to FILE.part,
 * and gets its name at the end.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct page {
    FILE *out; /* NULL: it is not open */
    char path[4096];
    char part[4096 + sizeof ".part"];
};

/*
 * Opens it, and writes its head. Returns 0; or -1, and page_fault() says why.
 * What is open is ended by page_end() or by page_drop().
 */
int page_begin(struct page *page, const char *path, const char *title);

/* Gives it its name. Returns 0; or -1, and nothing is left. */
int page_end(struct page *page);

/* Leaves nothing of it. Does nothing when it is not open. */
void page_drop(struct page *page);

/* "cannot write FILE: No space left on device", of what failed last. */
const char *page_fault(const struct page *page);

/* ---- What is in it ----------------------------------------------------- */

/* Markup, as it stands: none of it may come from outside. */
void page_put(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Text from anywhere. What is no UTF-8, no character that a page may hold, or
 * would turn the direction of what follows, becomes U+FFFD.
 */
void page_text(struct page *page, const char *text);
void page_bytes(struct page *page, const char *text, size_t size);

/* <name class="kind">text</name>; KIND may be NULL. */
void page_element(struct page *page, const char *name, const char *kind,
                  const char *text);

/* A cell with a number, "1,234"; with its sign, if it is a change. */
void page_number(struct page *page, long long number);
void page_change(struct page *page, long long number);

/* A word in quotes of the shell, if it needs them. */
void page_shell_word(struct page *page, const char *word);

/* The stylesheet (style.c). */
extern const char page_style[];

#endif
