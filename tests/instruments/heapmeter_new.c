/* SPDX-License-Identifier: MIT */
/*
 * A sound C++17 program, as its compiler would have it: 1,000 blocks of 1,000
 * bytes by new, kept; over-aligned ones, given back.
 */
#include "heapmeter_pool.h"

#include <stdint.h>

int main(void)
{
    for (int i = 0; i < 1000; i++) {
        if (operator_new(1000) == NULL)
            return 1;
    }
    for (int i = 0; i < 1000; i++) {
        void *p = operator_new_aligned(1000, 256);

        if (p == NULL || (uintptr_t)p % 256 != 0)
            return 1;
        operator_delete_sized_aligned(p, 1000, 256);
    }
    return 0;
}
