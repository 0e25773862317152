/* SPDX-License-Identifier: MIT */
#include "variants.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../../fixed/process/metrics.h"

static const char *build = "build";

void variants_begin(const char *folder)
{
    build = folder;
}

unsigned variant_leaky(void)
{
    return (1U << MODULE_COUNT) - 1;
}

int variant_module(const char *name)
{
    for (int i = 0; name != NULL && i < MODULE_COUNT; i++) {
        if (strcmp(module_name((enum module)i), name) == 0)
            return i;
    }
    return -1;
}

const char *variant_list(unsigned leaks, const char *between,
                         char text[VARIANT_LIST_SIZE])
{
    size_t length = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < MODULE_COUNT; i++) {
        if (leaks >> i & 1U)
            length += (size_t)snprintf(
                text + length, VARIANT_LIST_SIZE - length, "%s%s",
                length > 0 ? between : "", module_name((enum module)i));
    }
    return text;
}

const char *variant_name(unsigned leaks, char text[VARIANT_LIST_SIZE])
{
    if (leaks != 0 && leaks != variant_leaky())
        return variant_list(leaks, "+", text);
    (void)snprintf(text, VARIANT_LIST_SIZE, "%s",
                   leaks == 0 ? "fixed" : "leaky");
    return text;
}

void variant_program(unsigned leaks, char path[PATH_SIZE])
{
    bool ends = leaks == 0 || leaks == variant_leaky();
    char name[VARIANT_LIST_SIZE];
    char folder[PATH_SIZE];
    char file[PATH_SIZE];

    join_path(folder, build, ends ? "." : "variants");
    join_path(file, folder, variant_name(leaks, name));
    join_path(path, file, "mtls-server");
}

bool variant_is_built(unsigned leaks)
{
    char path[PATH_SIZE];

    variant_program(leaks, path);
    return access(path, X_OK) == 0;
}

json_t *variant_json(unsigned leaks)
{
    json_t *array = json_array();

    for (unsigned i = 0; i < MODULE_COUNT; i++) {
        if (leaks >> i & 1U)
            (void)json_array_append_new(
                array, json_string(module_name((enum module)i)));
    }
    return array;
}

json_t *variants_json(void)
{
    json_t *array = json_array();

    for (unsigned leaks = 0; leaks <= variant_leaky(); leaks++) {
        if (variant_is_built(leaks))
            (void)json_array_append_new(array, variant_json(leaks));
    }
    return array;
}
