/* SPDX-License-Identifier: MIT */
/* What the server for the tests of scan was told to do wrong. */
#ifndef SCAN_FAULT_H
#define SCAN_FAULT_H

#include <stdbool.h>

/* Names, and NULL behind them; they are the caller's. */
void faults_are(char **names);

bool has(const char *fault);

#endif
