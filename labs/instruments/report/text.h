/* SPDX-License-Identifier: MIT */
/*
 * Text for HTML.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Writes it so that a browser takes it for text; page_text() says how. */
void text_escape(FILE *out, const char *text, size_t size);

#endif
