/* SPDX-License-Identifier: MIT */
/*
 * A program that compares malloc's address. Linked at a fixed place, it has a
 * symbol malloc with a value then, which is no malloc of its own.
 */
#include <stdlib.h>

static void *(*volatile chosen)(size_t);

int main(void)
{
    chosen = malloc;
    return chosen != malloc || chosen(100) == NULL;
}
