/* SPDX-License-Identifier: MIT */
#include "named.h"

#include <stdio.h>
#include <stdlib.h>

void named_print(unsigned steps, const struct holding *grown)
{
    char text[HOLDING_TEXT];

    (void)printf("    %4u times: %s\n", steps, holding_text(grown, text));
}

void named_forget(const struct metered *metered)
{
    free(gauge_grown_stacks(&metered->gauge));
}

void named_stacks(const struct metered *metered)
{
    char *rows = NULL;

    (void)gauge_rest(&metered->gauge, 0);
    rows = gauge_grown_stacks(&metered->gauge);
    if (*rows != '\0')
        (void)printf("by who allocates it:\n%s", rows);
    free(rows);
}
