/* SPDX-License-Identifier: MIT */
/*
 * Where the server listens, by what it says of it.
 */
#ifndef MEASURE_PATTERN_H
#define MEASURE_PATTERN_H

/*
 * The group of an extended regex in what was written to either file: a port.
 * Returns 0 while there is none.
 */
unsigned address_by_pattern(const char *pattern, const char *out,
                            const char *err);

#endif
