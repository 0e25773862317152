/* SPDX-License-Identifier: MIT */
/*
 * What can be wrong with a request.
 */
#define _POSIX_C_SOURCE 200809L
#include "http/fault.h"

static const struct {
    unsigned status;
    const char *reason;
} faults[FAULT_COUNT] = {
    [FAULT_NONE] = {500, "nothing is wrong with this request"},
    [FAULT_CHARACTER] = {400, "lines end in CR LF, and hold no controls"},
    [FAULT_LINE] = {400, "the first line is METHOD TARGET HTTP/1.1"},
    [FAULT_TARGET] = {400, "the target is a path, or an http URI"},
    [FAULT_FIELD] = {400, "a field is NAME: VALUE, on one line"},
    [FAULT_HOST] = {400, "there is one Host: a name, and maybe a port"},
    [FAULT_LENGTH] = {400, "there is one Content-Length: a number"},
    [FAULT_CODING] = {400, "a body has a length, or is chunked, not both"},
    [FAULT_CHUNK] = {400, "the body is not in chunks, as it says"},
    [FAULT_VERSION] = {505, "speak HTTP/1.1"},
    [FAULT_UNKNOWN_CODING] = {501, "the only transfer coding is chunked"},
    [FAULT_UNKNOWN_EXPECTATION] = {417, "expect 100-continue, or nothing"},
    [FAULT_LONG_TARGET] = {414, "the target is too long"},
    [FAULT_LONG_HEAD] = {431, "the head is too long"},
};

unsigned fault_status(enum fault fault)
{
    return faults[fault < FAULT_COUNT ? fault : FAULT_NONE].status;
}

const char *fault_reason(enum fault fault)
{
    return faults[fault < FAULT_COUNT ? fault : FAULT_NONE].reason;
}
