/* SPDX-License-Identifier: MIT */
/*
 * The heap meter counts every allocation function exactly. These tests run
 * under the meter themselves and read their own numbers before and after;
 * the tests from outside are in heapmeter_process_test.c.
 */
/* _GNU_SOURCE: reallocarray, memalign, valloc, pvalloc, asprintf */
#define _GNU_SOURCE
#include "heapmeter_self.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Volatile: a compiler that sees the number warns, or knows the answer. */
static volatile size_t nothing = 0;

/* ---- malloc, calloc, free -------------------------------------------- */

TEST(malloc_counts_the_requested_size)
{
    mark();
    void *p = malloc(100);
    assert_grown(1, 100);
    assert_int_equal(malloc_usable_size(p), 100);
    memset(p, 1, 100);
    free(p);
    assert_grown(0, 0);
}

TEST(malloc_of_nothing_is_an_empty_block)
{
    mark();
    void *p = malloc(nothing);
    assert_non_null(p);
    assert_grown(1, 0);
    free(p);
    assert_grown(0, 0);
}

TEST(free_of_null_counts_nothing)
{
    mark();
    free(NULL);
    assert_grown(0, 0);
    assert_int_equal(malloc_usable_size(NULL), 0);
}

TEST(free_leaves_errno_alone)
{
    void *small = malloc(1);
    void *mapped = malloc((size_t)1 << 26); /* munmap is called for it */

    errno = 77;
    free(small);
    free(mapped);
    assert_int_equal(errno, 77);
}

TEST(calloc_is_zero_also_in_used_memory)
{
    static const char zeros[3000];

    mark();
    for (int i = 0; i < 50; i++) {
        char *p = calloc(3, 1000);
        assert_grown(1, 3000);
        assert_memory_equal(p, zeros, sizeof zeros);
        memset(p, 0xff, sizeof zeros);
        free(p);
    }
    assert_grown(0, 0);
}

TEST(every_result_is_aligned_for_any_type)
{
    void *p[300];

    mark();
    for (size_t i = 0; i < 300; i++) {
        p[i] = i % 2 ? malloc(i) : calloc(1, i);
        p[i] = i % 3 ? p[i] : realloc(p[i], i + 1);
        assert_int_equal((uintptr_t)p[i] % _Alignof(max_align_t), 0);
    }
    for (size_t i = 0; i < 300; i++)
        free(p[i]);
    assert_grown(0, 0);
}

TEST(free_by_whatever_name_is_counted)
{
    void (*sized)(void *, size_t);
    void (*aligned)(void *, size_t, size_t);

    /* C23's: the C library that we are linked to may not have them yet. */
    *(void **)&sized = dlsym(RTLD_DEFAULT, "free_sized");
    *(void **)&aligned = dlsym(RTLD_DEFAULT, "free_aligned_sized");
    assert_true(sized != NULL && aligned != NULL);
    mark();
    sized(malloc(10), 10);
    aligned(aligned_alloc(64, 128), 64, 128);
    assert_grown(0, 0);
    assert_int_equal(allocs_since_mark(), 2);
}

TEST(what_the_c_library_allocates_is_counted)
{
    char *line = NULL;
    char *text = NULL;
    size_t room = 0;
    FILE *f = fmemopen("word\n", 5, "r");

    assert_non_null(f);
    assert_true(getc(f) == 'w'); /* its buffer is there */
    mark();
    char *p = strdup("123");
    char *q = strndup("1234567", 5);
    assert_grown(2, 4 + 6);
    assert_int_equal(asprintf(&text, "%s", "1"), 1);
    assert_int_equal(getline(&line, &room, f), 4);
    free(p);
    free(q);
    free(text);
    free(line);
    assert_grown(0, 0);
    assert_int_equal(foreign_since_mark(), 0);
    assert_int_equal(fclose(f), 0);
}

/* ---- realloc --------------------------------------------------------- */

TEST(realloc_keeps_contents_up_and_down)
{
    static const size_t sizes[] = {10, 1000, 5, 1 << 22, 24, 1 << 18, 1};

    mark();
    char *p = realloc(NULL, 1);
    p[0] = 'x';
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        p = realloc(p, sizes[i]);
        assert_grown(1, (long)sizes[i]);
        assert_int_equal(p[0], 'x');
        assert_int_equal(malloc_usable_size(p), sizes[i]);
        memset(p + 1, 'y', sizes[i] - 1);
    }
    assert_int_equal(allocs_since_mark(), 8); /* as memcheck counts it */
    free(p);
    assert_grown(0, 0);
}

TEST(realloc_to_nothing_frees)
{
    mark();
    void *p = malloc(50);
    assert_null(realloc(p, nothing));
    assert_grown(0, 0);
    p = realloc(NULL, nothing);
    assert_non_null(p);
    assert_grown(1, 0);
    free(p);
}

TEST(realloc_moves_an_aligned_block)
{
    mark();
    char *p = aligned_alloc(4096, 4096);
    memset(p, 'z', 4096);
    p = realloc(p, 9000);
    assert_grown(1, 9000);
    for (size_t i = 0; i < 4096; i++)
        assert_int_equal(p[i], 'z');
    free(p);
    assert_grown(0, 0);
}

TEST(reallocarray_multiplies)
{
    mark();
    void *p = reallocarray(NULL, 7, 11);
    assert_grown(1, 77);
    p = reallocarray(p, 100, 3);
    assert_grown(1, 300);
    assert_null(reallocarray(p, nothing, 8));
    assert_grown(0, 0);
}

/* ---- Aligned --------------------------------------------------------- */

TEST(aligned_blocks_count_the_requested_size)
{
    for (size_t align = sizeof(void *); align <= (1 << 21); align *= 2) {
        for (size_t size = 0; size < 300; size += 99) {
            void *p = NULL;

            mark();
            assert_int_equal(posix_memalign(&p, align, size), 0);
            void *q = aligned_alloc(align, size);
            void *r = memalign(align - 1, size); /* rounded up */
            assert_int_equal((uintptr_t)p % align, 0);
            assert_int_equal((uintptr_t)q % align, 0);
            assert_int_equal((uintptr_t)r % align, 0);
            assert_int_equal(malloc_usable_size(q), size);
            assert_grown(3, 3 * (long)size);
            memset(p, 1, size);
            free(p);
            free(q);
            free(r);
            assert_grown(0, 0);
        }
    }
}

TEST(valloc_and_pvalloc_give_pages)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    mark();
    void *p = valloc(10);
    assert_grown(1, 10);
    void *q = pvalloc(10); /* whole pages are what it promises */
    assert_grown(2, 10 + (long)page);
    assert_int_equal((uintptr_t)p % page, 0);
    assert_int_equal((uintptr_t)q % page, 0);
    free(p);
    free(q);
    assert_grown(0, 0);
}

METERED_MAIN("heapmeter, entry points")
