/* SPDX-License-Identifier: MIT */
/*
 * A library to be opened and closed; of its two builds each has frames of
 * another size where the other one has code, too.
 */
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline, noclone))

void *plug(int n);

NOINLINE static void *within(int n)
{
    volatile char room[FRAME];
    void *p;

    for (int i = 0; i < FRAME; i++)
        room[i] = (char)n;
    p = malloc((size_t)(room[0] & 15) + 100);
    __asm__ volatile("" : : "r"(p), "r"(room) : "memory");
    return p;
}

void *plug(int n)
{
    void *p = within(n);

    __asm__ volatile("" : : "r"(p) : "memory");
    return p;
}
