/* SPDX-License-Identifier: MIT */
#include "scan_fault.h"

#include <string.h>

static char **faults;

void faults_are(char **names)
{
    faults = names;
}

bool has(const char *fault)
{
    for (char **one = faults; *one != NULL; one++) {
        if (strcmp(*one, fault) == 0)
            return true;
    }
    return false;
}
