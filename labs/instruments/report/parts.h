/* SPDX-License-Identifier: MIT */
/*
 * The two pages, and the parts that they are made of.
 */
#ifndef REPORT_PARTS_H
#define REPORT_PARTS_H

#include <jansson.h>

#include "options.h"
#include "page.h"

/* Each reads what it needs, then begins the page, which main() ends. */
void demo_page(struct page *page, const struct options *options);
void lab_page(struct page *page, const struct options *options);

/* ---- demo_tables.c ----------------------------------------------------- */

/* Both servers, before and after. */
void demo_pair(struct page *page, const json_t *root);

/* Each leak alone, and their sum; TRUTH is a file or NULL. */
void demo_leaks(struct page *page, const json_t *root, const char *truth);

/* ---- extra.c ----------------------------------------------------------- */

/* Begins the page that --output names, or fails. */
void extra_begin(struct page *page, const struct options *options,
                 const char *title);

/* What a tool said, as it said it, without empty lines at the ends. */
void extra_words(struct page *page, const char *text, size_t size);

/* The table of tests/matrix/matrix.md, and what its words mean. */
void extra_matrix(struct page *page, const char *path);

/* The commands, and the kit's version. */
void extra_repeat(struct page *page, const struct options *options);

#endif
