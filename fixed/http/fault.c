/* SPDX-License-Identifier: MIT */
#include "http/fault.h"

#define ROW_OF(name, status, reason) {status, reason},

static const struct {
    unsigned status;
    const char *reason;
} faults[] = {FAULTS(ROW_OF)};

unsigned fault_status(enum fault fault)
{
    return faults[fault < FAULT_COUNT ? fault : FAULT_NONE].status;
}

const char *fault_reason(enum fault fault)
{
    return faults[fault < FAULT_COUNT ? fault : FAULT_NONE].reason;
}
