/* SPDX-License-Identifier: MIT */
/*
 * What a page is made of: files of other programs. When one cannot
 * be read, or is not what it should be, that is a failure (probe/failure.h).
 */
#ifndef REPORT_INPUT_H
#define REPORT_INPUT_H

#include <jansson.h>

#include "picture.h"

/* HINT says what makes such a file. json_decref() it. */
json_t *input_json(const char *path, const char *hint);

/* What is at PLACE, "servers/fixed/growth/bytes"; it must be there. */
long long input_integer(const json_t *root, const char *place);
double input_real(const json_t *root, const char *place);
const json_t *input_at(const json_t *root, const char *place);

/* The text of an entry; "" if there is none. A NUL in it ends it. */
const char *input_text(const json_t *object, const char *key);

/*
 * The lines of a file in the form of demo.dat: "# NAME", then "X BYTES" each,
 * then an empty line. Sets the dots of the line that is called KIND; none, if
 * there is no such. free() line->dot.
 */
void input_dots(const char *path, const char *hint, struct line *line);

/* The whole file, with a NUL behind it; free() it. */
char *input_file(const char *path, const char *hint, size_t *size);

#endif
