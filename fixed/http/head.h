/* SPDX-License-Identifier: MIT */
/*
 * The head of a request, read as RFC 9112 has it and no further. What is
 * right is written anew for libmicrohttpd, which takes much that is not; of
 * what is wrong, libmicrohttpd learns the fault alone. So the two cannot
 * read one request in two ways.
 */
#ifndef HEAD_H
#define HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/fault.h"

/* README states these, and tests/contract/bounds.c measures them. */
#define HEAD_MAX 8192         /* bytes, the empty line included */
#define HEAD_METHOD_MAX 32    /* bytes */
#define HEAD_TARGET_MAX 1024  /* bytes */
#define HEAD_ARGUMENTS_MAX 16 /* in the target's query */
#define HEAD_HOST_MAX 261     /* bytes: a name of 255, a colon, a port */
#define HEAD_PASSED_MAX 512   /* bytes of the fields that are passed on */

/* Room for a head that is written anew, with the fields of our own. */
#define HEAD_TEXT_MAX \
    (HEAD_METHOD_MAX + HEAD_TARGET_MAX + HEAD_HOST_MAX + HEAD_PASSED_MAX + 256)

/* The body that follows a head. */
struct head {
    bool chunked;
    uint64_t length; /* unless it is chunked */
};

/* What is wrong with the first line: all else can wait until it has come. */
enum fault head_line(const char *text, size_t size);

/*
 * Reads a whole head and writes it anew. Returns the length of that; *fault
 * is FAULT_NONE, or says why `out` must not be used.
 */
size_t head_read(const char *text, size_t size, struct head *head,
                 char out[HEAD_TEXT_MAX], enum fault *fault);

/*
 * Writes the head that tells of a fault. It has method and target of the one
 * that is refused, if its line was right. Returns its length.
 */
size_t head_refuse(const char *text, size_t size, enum fault fault,
                   char out[HEAD_TEXT_MAX]);

#endif
