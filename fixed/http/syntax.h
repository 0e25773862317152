/* SPDX-License-Identifier: MIT */
/*
 * The grammar of a request's parts, to the letter: RFC 9112, RFC 9110, and
 * RFC 3986 where they refer to it.
 */
#ifndef SYNTAX_H
#define SYNTAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of a text that somebody else owns; no NUL ends it. */
struct span {
    const char *at;
    size_t length;
};

/* Whether it is this word, in any letters' case. */
bool span_is(struct span span, const char *word);

/*
 * What comes before the first `delimiter`; *rest is what comes behind it, or
 * begins at NULL if there is none. `rest` may be where `span` came from.
 */
struct span span_until(struct span span, char delimiter, struct span *rest);

/* Without the blanks and tabs at both ends. */
struct span span_trim(struct span span);

/*
 * Copies it behind the first `length` bytes of `out`, which has room for `max`.
 * Returns how many there are then: as before, if it does not fit.
 */
size_t span_add(struct span span, char *out, size_t length, size_t max);

bool syntax_is_token(struct span span); /* RFC 9110, section 5.6.2 */
bool syntax_is_value(struct span span); /* section 5.5; empty is right */
bool syntax_is_host(struct span span);  /* section 7.2: host [":" port] */
bool syntax_is_path(struct span span);  /* from its slash on, and a query */

/* "NAME: VALUE" (RFC 9112, section 5). */
bool syntax_is_field(struct span line, struct span *name, struct span *value);

/*
 * Looks for the empty line that ends a head or trailers in `size` bytes; the
 * first `*seen` were looked at before. Returns the length with that line; 0
 * if it has not come; or SYNTAX_WRONG as soon as there is a control, or a CR
 * or LF alone.
 */
#define SYNTAX_WRONG SIZE_MAX
size_t syntax_end(const char *text, size_t size, size_t *seen);

/* The next of the lines that end so, without its CRLF. */
struct span syntax_line(struct span *rest);

/* Digits alone; what has more than 18 of them is SYNTAX_HUGE. */
#define SYNTAX_HUGE 999999999999999999u
bool syntax_number(struct span span, uint64_t *number);

/* The line before a chunk: a size, extensions (RFC 9112, section 7.1). */
bool syntax_chunk(struct span line, uint64_t *size);

#endif
