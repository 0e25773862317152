/* SPDX-License-Identifier: MIT */
/*
 * What the heap meter does when memory cannot be had: as the C library, and
 * it counts that. Runs under the meter and reads its own numbers.
 */
/* _GNU_SOURCE: reallocarray, memalign, valloc, pvalloc */
#define _GNU_SOURCE
#include "heapmeter_self.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Volatile: a compiler that sees the number warns, or knows the answer. */
static volatile size_t huge = PTRDIFF_MAX;
static volatile size_t nothing = 0;

TEST(posix_memalign_refuses_bad_alignments)
{
    int dummy = 0;
    void *p = &dummy;

    mark();
    errno = 77;
    assert_int_equal(posix_memalign(&p, 0, 8), EINVAL);
    assert_int_equal(posix_memalign(&p, 24, 8), EINVAL);
    assert_int_equal(posix_memalign(&p, sizeof(void *) / 2, 8), EINVAL);
    assert_int_equal(posix_memalign(&p, 64, huge), ENOMEM);
    assert_ptr_equal(p, &dummy); /* untouched */
    assert_int_equal(errno, 77);
    assert_null(memalign(SIZE_MAX / 2 + 2 + nothing, 8));
    assert_int_equal(errno, EINVAL);
    assert_grown(0, 0);
}

/* Asserts that CALL fails as it should; the numbers must not move. */
#define assert_refused(call) \
    do { \
        mark(); \
        errno = 0; \
        assert_null(call); \
        assert_int_equal(errno, ENOMEM); \
        assert_int_equal(failed_since_mark(), 1); \
        assert_grown(0, 0); \
    } while (0)

TEST(what_cannot_be_had_fails_and_is_counted)
{
    assert_refused(malloc(huge));
    assert_refused(malloc(SIZE_MAX - nothing));
    assert_refused(malloc(huge - 16));
    assert_refused(calloc(huge, 4));
    assert_refused(calloc(huge, 1));
    assert_refused(aligned_alloc(4096, huge - 64));
    assert_refused(aligned_alloc(SIZE_MAX / 2 + 1 + nothing, 1));
    assert_refused(valloc(SIZE_MAX - nothing));
    assert_refused(pvalloc(SIZE_MAX - nothing));
}

TEST(a_failed_realloc_leaves_the_block)
{
    /* Volatile: gcc warns of any use after a realloc, failed or not. */
    char *volatile p = malloc(40);
    char *volatile q = aligned_alloc(256, 40);

    memset(p, 'p', 40);
    memset(q, 'q', 40);
    assert_refused(realloc(p, huge));
    assert_refused(realloc(p, huge - 16)); /* refused by glibc, not by us */
    assert_refused(realloc(q, huge));
    assert_refused(reallocarray(p, huge, 4));
    for (int i = 0; i < 40; i++)
        assert_true(p[i] == 'p' && q[i] == 'q');
    mark();
    free(p);
    free(q);
    assert_grown(-2, -80);
}

METERED_MAIN("heapmeter, failures")
