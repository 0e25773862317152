/* SPDX-License-Identifier: MIT */
/*
 * What the probe does when it cannot go on: it says why, and does not return.
 * In a test the test fails (suite.h, asserts.h). Any other program chooses its
 * own end by fail_by; without that it exits with status 1.
 */
#ifndef FAILURE_H
#define FAILURE_H

#include "deadline.h"

/* Fails as of this file and line. Does not return. */
void fail_at(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

#define fail_because(...) fail_at(__FILE__, __LINE__, __VA_ARGS__)

/*
 * Called with the reason, and must not return: by longjmp, as cmocka, or by
 * exit. NULL, as at first: the reason goes to stderr, and the program ends.
 */
extern void (*fail_by)(const char *text, const char *file, int line);

/*
 * Called before the next failure, once: it may say more, or fail for a better
 * reason. NULL, as at the start of each test: nothing is called.
 */
extern void (*fail_first)(void);

/* A GnuTLS code that is not negative; prints gnutls_strerror. */
#define assert_gnutls_ok(code) assert_gnutls_ok_at((code), __FILE__, __LINE__)
void assert_gnutls_ok_at(int code, const char *file, int line);

/* A system call's result that is not -1; prints strerror(errno). */
#define assert_system_ok(result) \
    assert_system_ok_at((long)(result), #result, __FILE__, __LINE__)
void assert_system_ok_at(long result, const char *what, const char *file,
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
