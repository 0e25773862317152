/* SPDX-License-Identifier: MIT */
/*
 * cmocka, and asserts in the terms of this domain: each prints what the
 * library in question has to say. They leave the test by longjmp, so they
 * belong into the test's own thread only. Nothing in asserts.c calls cmocka,
 * so a program that is no test can be linked without it (failure.h).
 */
#ifndef ASSERTS_H
#define ASSERTS_H

#include "cases.h"
#include "failure.h"
#include "http.h"

/* cmocka does not say that its asserts end the test: the analyzer is told. */
#ifdef __clang_analyzer__
#undef assert_non_null
#define assert_non_null(pointer) \
    ((pointer) != NULL ? (void)0 : fail_because("NULL"))
#endif

/* cmocka's own would print two hexadecimal numbers, and not of what. */
#undef assert_int_equal
#define assert_int_equal(found, expected) \
    assert_int_equal_at((long long)(found), (long long)(expected), #found, \
                        __FILE__, __LINE__)
void assert_int_equal_at(long long found, long long expected, const char *what,
                         const char *file, int line);

#undef assert_int_not_equal
#define assert_int_not_equal(found, other) \
    do { \
        if ((found) == (other)) \
            fail_because("%s: expected anything but %s", #found, #other); \
    } while (0)

/* An answer came and has this status; else prints what came instead. */
#define assert_status(response, status) \
    assert_status_at((response), (status), __FILE__, __LINE__)
void assert_status_at(const struct http_response *response, long status,
                      const char *file, int line);

/*
 * The answer is a problem (RFC 9457) with this status: its content type, and
 * exactly the members type, title, status and detail, each of its kind.
 */
#define assert_problem(response, status) \
    assert_problem_at((response), (status), __FILE__, __LINE__)
void assert_problem_at(const struct http_response *response, long status,
                       const char *file, int line);

/* A header of the answer has this value; NULL: it is not there. */
#define assert_header(response, name, value) \
    assert_header_at((response), (name), (value), __FILE__, __LINE__)
void assert_header_at(const struct http_response *response, const char *name,
                      const char *value, const char *file, int line);

/* `text` contains `part`. */
#define assert_contains(text, part) \
    assert_contains_at((text), (part), __FILE__, __LINE__)
void assert_contains_at(const char *text, const char *part, const char *file,
                        int line);

#endif
