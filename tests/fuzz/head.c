/* SPDX-License-Identifier: MIT */
/*
 * http/syntax and http/head: the head of a request.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "http/head.h"
#include "http/syntax.h"

/* Lines of printable text, an empty one at the end, and none before. */
static bool is_clean(const char *text, size_t size)
{
    size_t seen = 0;

    return size > 4 && syntax_end(text, size, &seen) == size;
}

static void check_refusal(const char *text, size_t size)
{
    char out[HEAD_TEXT_MAX];

    for (int fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
        size_t length = head_refuse(text, size, (enum fault)fault, out);

        must(length < sizeof out);
        must(is_clean(out, length));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char out[HEAD_TEXT_MAX], again[HEAD_TEXT_MAX];
    struct head head, twice;
    enum fault fault = FAULT_NONE;
    size_t seen = 0;
    size_t length = 0;
    size_t more = 0;

    if (size == 0 || size > HEAD_MAX)
        return 0;
    (void)head_line(text, size);
    check_refusal(text, size);
    length = syntax_end(text, size, &seen);
    if (length == 0 || length == SYNTAX_WRONG)
        return 0;
    must(length <= size);
    length = head_read(text, length, &head, out, &fault);
    if (fault != FAULT_NONE)
        return 0;
    /* What is passed on is right, and says the same when it is read. */
    must(length < sizeof out);
    must(is_clean(out, length));
    more = head_read(out, length, &twice, again, &fault);
    must(fault == FAULT_NONE);
    must(more == length && memcmp(out, again, length) == 0);
    must(head.chunked == twice.chunked && head.length == twice.length);
    return 0;
}
