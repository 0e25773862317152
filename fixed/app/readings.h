/* SPDX-License-Identifier: MIT */
/*
 * What sensors report: the last readings, in a ring of fixed size. All
 * functions may be called from any thread.
 */
#ifndef READINGS_H
#define READINGS_H

#include <jansson.h>

#define READINGS_MAX 1000 /* older ones are forgotten */

/*
 * Takes a reading from the body {"sensor","value","unit"}: sensor of 1 to 63
 * bytes, value a number, unit of 1 to 15 bytes, nothing else. Returns its
 * number (1, 2, 3, ...); or 0, and then *fault is static text that says what
 * is wrong with the body.
 */
unsigned long readings_add(const json_t *body, const char **fault);

/*
 * The newest `limit` readings, newest first, as a JSON array; and one by its
 * number, as an object, JSON null if it is gone or never was. The caller
 * owns them. NULL when memory ran out.
 */
json_t *readings_json(unsigned long limit);
json_t *reading_json(unsigned long number);

#endif
