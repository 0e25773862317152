/* SPDX-License-Identifier: MIT */
/* Linked into a program, replaces free alone: the C library's other name. */
#include <stdlib.h>

extern void __libc_free(void *p);

void free(void *p)
{
    __libc_free(p);
}
