/* SPDX-License-Identifier: MIT */
/*
 * GET /metrics, sample by sample. Each reading is a request of the operator's
 * on a connection of its own, and counts itself: one full handshake and one
 * request of /metrics, which shows in the next reading.
 */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

struct service;

/* The page; free() it. Fails the test if there is none. */
char *samples_page(const struct service *server);

/*
 * The value behind `sample`, name and labels just as they stand in the page;
 * -1 if it is not there (no sample of this server is negative).
 */
double samples_value(const char *page, const char *sample);

/* The same of a page read now. */
double sample(const struct service *server, const char *sample);

/* How many handshakes ended for this reason: "full", "expired", ... */
double handshakes(const struct service *server, const char *reason);

/* How many requests were counted under any route but /metrics. */
double requests_counted(const struct service *server);

/*
 * Checks a page against the text format, version 0.0.4: the grammar of each
 * line, one TYPE a metric and before its samples, the samples of a metric
 * together, none twice, a newline at the end. Returns true, or false with
 * what is wrong in `fault`.
 */
bool samples_check(const char *page, char *fault, size_t size);

#endif
