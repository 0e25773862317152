/* SPDX-License-Identifier: MIT */
/*
 * Where a run was: the machine, and the versions that its numbers depend on.
 */
#ifndef REPORT_MACHINE_H
#define REPORT_MACHINE_H

#include "page.h"

/* A section with a table. */
void machine_put(struct page *page);

#endif
