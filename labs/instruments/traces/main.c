/* SPDX-License-Identifier: MIT */
/*
 * For scripts: exit status 0 where ptrace(2) is granted; 1, and why that
 * matters on stderr, where it is not.
 */
#include "traces.h"

#include <stdio.h>

int main(void)
{
    if (traces())
        return 0;
    (void)fputs(TRACES_REMEDY "\n", stderr);
    return 1;
}
