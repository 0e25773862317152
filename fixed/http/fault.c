/* SPDX-License-Identifier: MIT */
#include "http/fault.h"

#define ROW_OF(name, status, reason) {status, reason},

const struct fault_answer *fault_answer(enum fault fault)
{
    static const struct fault_answer answers[] = {FAULTS(ROW_OF)};

    return &answers[fault < FAULT_COUNT ? fault : FAULT_NONE];
}
