/* SPDX-License-Identifier: MIT */
/*
 * The result for people, on stdout. Write errors stay with the stream, where
 * main() looks once.
 */
#ifndef COMPARE_TABLE_H
#define COMPARE_TABLE_H

#include "model.h"

/* Fixed beside leaky. */
void table_pair(const struct subject subjects[SUBJECTS]);

/* Each leak alone, their sum, and the whole. */
void table_leaks(const struct subject subjects[SUBJECTS]);

/* What it comes to, to be read aloud; not for a failed comparison. */
void table_words(const struct subject subjects[SUBJECTS]);

#endif
