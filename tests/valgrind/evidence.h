/* SPDX-License-Identifier: MIT */
/*
 * What a failing test shows: memcheck's own stacks, the row of the table, the
 * command that shows the same by hand.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "probe/truth.h"
#include "report.h"

/* The server did not stop by itself. */
void evidence_death(const struct report *report, FILE *out);

/* A finding that belongs to none of the leaks, which end with NULL. */
void evidence_other(const struct finding *finding, const char *const *leaks,
                    FILE *out);

/* The leak of this row should be there, of this kind, and is not. */
void evidence_missing(const struct truth_row *row, const char *kind,
                      const struct report *report, FILE *out);

/* What a leak has left at the exit. */
struct amount {
    unsigned long bytes, blocks, descriptors;
};

/* It is, but not as much as it should for `times` triggers. */
void evidence_amount(const struct truth_row *row, unsigned times,
                     const struct amount *left, const struct report *report,
                     FILE *out);

/* A row, and the command. */
void evidence_row(const struct truth_row *row, FILE *out);

#endif
