/* SPDX-License-Identifier: MIT */
/*
 * What the measurement must show, and whether it does.
 */
#ifndef COMPARE_VERDICT_H
#define COMPARE_VERDICT_H

#include <stdbool.h>

#include "model.h"

struct verdict {
    bool fixed_flat;          /* not a byte, block, descriptor or thread */
    bool leaky_grew;          /* heap, and the objects of all modules */
    bool variants_grew_alone; /* each of the next two, for all variants */
    bool own_module_grew[MODULE_COUNT];
    bool other_modules_grew[MODULE_COUNT];
};

struct verdict verdict_reach(const struct subject subjects[SUBJECTS]);

/* A line on stderr for each thing that is not as it must be. */
void verdict_complain(const struct subject subjects[SUBJECTS]);

/* All as it must be? */
bool verdict_passed(const struct verdict *verdict);

/* What the single leaks retained together, in one currency. */
struct growth verdict_sum(const struct subject subjects[SUBJECTS]);

#endif
