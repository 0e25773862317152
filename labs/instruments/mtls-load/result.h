/* SPDX-License-Identifier: MIT */
/*
 * The result of a run, for programs (result.c) and for people (summary.c).
 */
#ifndef MTLS_LOAD_RESULT_H
#define MTLS_LOAD_RESULT_H

#include <stdbool.h>
#include <stdio.h>

#include "hold.h"
#include "run.h"

struct result {
    const struct run *run;
    const struct hold *hold;
    double seconds;
    bool interrupted; /* by a signal */
    bool passed;      /* what the exit status says */
};

/* Writes one JSON object. Returns 0, or -1 when memory or disk ran out. */
int result_json(const struct result *result, FILE *file);

/* Writes a dozen lines. */
void result_summary(const struct result *result, FILE *file);

#endif
