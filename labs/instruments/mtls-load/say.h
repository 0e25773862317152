/* SPDX-License-Identifier: MIT */
/*
 * One-line messages on stderr, each with the program's name before it.
 */
#ifndef MTLS_LOAD_SAY_H
#define MTLS_LOAD_SAY_H

/* Formats as printf() and ends the line. May be called from any thread. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

#endif
