/* SPDX-License-Identifier: MIT */
/*
 * What was found, in words, as JSON and as SARIF 2.1.0.
 */
#ifndef SCAN_REPORT_H
#define SCAN_REPORT_H

#include <stdio.h>

#include "scan.h"

/* Returns 0, or -1 when memory ran out. Whether it arrived is stdout's. */
int report(const struct scan *scan, FILE *out);

int report_json(const struct scan *scan, FILE *out);
int report_sarif(const struct scan *scan, FILE *out);

#endif
