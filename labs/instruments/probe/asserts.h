/* SPDX-License-Identifier: MIT */
/*
 * cmocka, and asserts in the terms of this domain: each prints what the
 * library in question has to say. They leave the test by longjmp, so they
 * belong into the test's own thread only.
 */
#ifndef ASSERTS_H
#define ASSERTS_H

/* The order that cmocka.h asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "deadline.h"
#include "http.h"

/* Fails the test as of this file and line. Does not return. */
void fail_at(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

/*
 * Called before the next test fails, once: it may say more, or fail the test
 * for a better reason. NULL, as at the start of each test: nothing is called.
 */
extern void (*fail_first)(void);

#define fail_because(...) fail_at(__FILE__, __LINE__, __VA_ARGS__)

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

/* A GnuTLS code that is not negative; prints gnutls_strerror. */
#define assert_gnutls_ok(code) assert_gnutls_ok_at((code), __FILE__, __LINE__)
void assert_gnutls_ok_at(int code, const char *file, int line);

/* CURLE_OK; prints curl_easy_strerror. */
#define assert_curl_ok(code) assert_curl_ok_at((code), __FILE__, __LINE__)
void assert_curl_ok_at(CURLcode code, const char *file, int line);

/* A system call's result that is not -1; prints strerror(errno). */
#define assert_system_ok(result) \
    assert_system_ok_at((long)(result), #result, __FILE__, __LINE__)
void assert_system_ok_at(long result, const char *what, const char *file,
                         int line);

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

/* Evaluates the condition until it is true, at most patience() seconds. */
#define wait_until(condition) \
    do { \
        struct deadline until_ = deadline_start(); \
        while (!(condition)) \
            if (!deadline_wait(&until_)) \
                fail_at(__FILE__, __LINE__, "never came true: %s", \
                        #condition); \
    } while (0)

#endif
