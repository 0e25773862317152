/* SPDX-License-Identifier: MIT */
/*
 * What can be wrong with a request before anybody knows what it asks for.
 */
#ifndef FAULT_H
#define FAULT_H

enum fault {
    FAULT_NONE,
    FAULT_CHARACTER,
    FAULT_LINE,
    FAULT_TARGET,
    FAULT_FIELD,
    FAULT_HOST,
    FAULT_LENGTH,
    FAULT_CODING,
    FAULT_CHUNK,
    FAULT_VERSION,
    FAULT_UNKNOWN_CODING,
    FAULT_UNKNOWN_EXPECTATION,
    FAULT_LONG_TARGET,
    FAULT_LONG_HEAD,
    FAULT_COUNT
};

/*
 * The field by which libmicrohttpd is told of a fault, in a head or behind a
 * body; its value is the number. No client can send it: fields are passed on
 * by name (http/head.c), and this is none of the names.
 */
#define FAULT_FIELD_NAME "Head-Fault"

/* The status of the answer and, in static text, what would be right. */
unsigned fault_status(enum fault fault);
const char *fault_reason(enum fault fault);

#endif
