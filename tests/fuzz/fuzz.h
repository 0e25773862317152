/* SPDX-License-Identifier: MIT */
/*
 * A target of libFuzzer's: called with any bytes, and what is wrong ends the
 * program (https://llvm.org/docs/LibFuzzer.html).
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What holds of every input. */
#define must(condition) \
    ((condition) ? (void)0 \
                 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, \
                            __LINE__, #condition), \
                    abort()))

#endif
