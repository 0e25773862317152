/* SPDX-License-Identifier: MIT */
/*
 * The result of a run, for programs (report.c) and for people (summary.c).
 */
#ifndef MTLS_LOAD_REPORT_H
#define MTLS_LOAD_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "hold.h"
#include "run.h"

struct report {
    const struct run *run;
    const struct hold *hold;
    double seconds;
    bool interrupted; /* by a signal */
    bool passed;      /* what the exit status says */
};

/* Writes one JSON object. Returns 0, or -1 when memory or disk ran out. */
int report_json(const struct report *report, FILE *file);

/* Writes a dozen lines. */
void report_summary(const struct report *report, FILE *file);

#endif
