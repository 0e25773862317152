/* SPDX-License-Identifier: MIT */
/*
 * A library to be opened: frees what the C library allocated for it, and
 * keeps one block of 50 bytes.
 */
#include <stdlib.h>
#include <string.h>

int plugin(void);

int plugin(void)
{
    free(strdup("given back"));
    return malloc(50) == NULL;
}
