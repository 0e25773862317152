/* SPDX-License-Identifier: MIT */
/*
 * Text of any bytes in JSON, as of a file's name, which RFC 8259 section 8.1
 * has no place for. Compiled in where the probe is not linked.
 */
#ifndef ANY_TEXT_H
#define ANY_TEXT_H

#include <jansson.h>

/*
 * A string with U+FFFD for each byte that is no part of UTF-8. The caller owns
 * it. NULL: out of memory.
 */
json_t *any_text(const char *text, size_t size);

/* Likewise of all up to its NUL; json_null() of NULL. */
json_t *any_text_or_null(const char *text);

#endif
