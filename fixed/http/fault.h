/* SPDX-License-Identifier: MIT */
/*
 * What can be wrong with a request before anybody knows what it asks for.
 */
#ifndef FAULT_H
#define FAULT_H

/* Its name, the status of the answer, and what would be right. */
/* clang-format off */
#define FAULTS(IS) \
    IS(NONE, 500, "nothing is wrong with this request") \
    IS(CHARACTER, 400, "lines end in CR LF, and hold no controls") \
    IS(LINE, 400, "the first line is METHOD TARGET HTTP/1.1") \
    IS(TARGET, 400, "the target is a path, or an http URI") \
    IS(FIELD, 400, "a field is NAME: VALUE, on one line") \
    IS(HOST, 400, "there is one Host: a name, and maybe a port") \
    IS(LENGTH, 400, "there is one Content-Length: a number") \
    IS(CODING, 400, "a body has a length, or is chunked, not both") \
    IS(CHUNK, 400, "the body is not in chunks, as it says") \
    IS(VERSION, 505, "speak HTTP/1.1") \
    IS(UNKNOWN_CODING, 501, "the only transfer coding is chunked") \
    IS(UNKNOWN_EXPECTATION, 417, "expect 100-continue, or nothing") \
    IS(LONG_TARGET, 414, "the target is too long") \
    IS(LONG_HEAD, 431, "the head is too long")
/* clang-format on */

#define FAULT_OF(name, status, reason) FAULT_##name,
enum fault { FAULTS(FAULT_OF) FAULT_COUNT };

/*
 * The field by which libmicrohttpd is told of a fault, in a head or behind a
 * body; its value is the number. No client can send it: fields are passed on
 * by name (http/head.c), and this is none of the names.
 */
#define FAULT_FIELD_NAME "Head-Fault"

/* The status of the answer and what would be right. Static. */
struct fault_answer {
    unsigned status;
    const char *reason;
};
const struct fault_answer *fault_answer(enum fault fault);

#endif
