/* SPDX-License-Identifier: MIT */
/*
 * The servers by their leaks: a set of modules, a bit for each in the
 * catalogue's order. All of them is build/leaky, none is build/fixed.
 */
#ifndef SHOW_VARIANTS_H
#define SHOW_VARIANTS_H

#include <jansson.h>
#include <stdbool.h>

#include "probe/files.h"

#define VARIANT_LIST_SIZE 160

/* Where build/ is; once, first. The text must live on. */
void variants_begin(const char *build);

/* All leaks. */
unsigned variant_leaky(void);

/* The module of this name, or -1; NULL has none. */
int variant_module(const char *name);

/* The names, with that between them. Returns `text`. */
const char *variant_list(unsigned leaks, const char *between,
                         char text[VARIANT_LIST_SIZE]);

/* What people call it: "leaky", "fixed", "peer+streams". Returns `text`. */
const char *variant_name(unsigned leaks, char text[VARIANT_LIST_SIZE]);

/* The path of the server. */
void variant_program(unsigned leaks, char path[PATH_SIZE]);
bool variant_is_built(unsigned leaks);

/* The names as an array; all variants that are built, as an array of those. */
json_t *variant_json(unsigned leaks);
json_t *variants_json(void);

#endif
