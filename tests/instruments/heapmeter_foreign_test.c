/* SPDX-License-Identifier: MIT */
/*
 * The heap meter with blocks that are not its own, and how it knows its own.
 * Runs under the meter and reads its own numbers.
 */
/* _GNU_SOURCE: _r_debug */
#define _GNU_SOURCE
#include "heapmeter_self.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "symbols.h"

/* The C library's own function, to which no name leads. */
static void *of_c_library(const char *name)
{
    const struct link_map *map = _r_debug.r_map;

    while (symbols_find(map, "gnu_get_libc_version") == NULL)
        map = map->l_next;
    return symbols_find(map, name);
}

static void *foreign_block(size_t size)
{
    void *(*get)(size_t);

    *(void **)&get = of_c_library("malloc");
    return get(size);
}

TEST(a_foreign_block_passes_through)
{
    char *p = foreign_block(100);
    char *q = foreign_block(100);

    mark();
    assert_true(malloc_usable_size(p) >= 100);
    strcpy(p, "kept");
    p = realloc(p, 100000);
    assert_string_equal(p, "kept");
    free(p);
    free(q);
    assert_grown(0, 0);
    assert_int_equal(foreign_since_mark(), 3);
}

/* glibc exports its functions under these names, too. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void *__libc_memalign(size_t align, size_t size);
extern void __libc_free(void *p);

TEST(second_names_are_counted_as_the_first)
{
    void *p = malloc(10);

    mark();
    __libc_free(p);
    p = __libc_malloc(20);
    p = __libc_realloc(p, 30);
    free(p);
    p = __libc_calloc(2, 20);
    p = realloc(p, 50);
    assert_grown(0, 40);
    __libc_free(p);
    free(__libc_memalign(64, 60));
    assert_grown(-1, -10);
    assert_int_equal(foreign_since_mark(), 0);
}

/* Releases of glibc differ in that. */
TEST(an_odd_alignment_is_as_good_as_without)
{
    static const size_t odd[] = {0, 3, 24, 4097};
    void *(*get)(size_t, size_t);
    void (*put)(void *);

    *(void **)&get = of_c_library("aligned_alloc");
    *(void **)&put = of_c_library("free");
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        void *p = get(odd[i], 10);
        void *q = aligned_alloc(odd[i], 10);

        assert_int_equal(p == NULL, q == NULL);
        put(p);
        free(q);
    }
}

TEST(what_is_not_aligned_is_not_read)
{
    struct block b;

    assert_false(block_read((const void *)(uintptr_t)8, &b));
}

TEST(a_seal_holds_for_one_place_and_size)
{
    static _Alignas(16) char room[256];
    char copy[BLOCK_HEADER];
    struct block b;
    char *p = block_seal(room, 64, 5, 65535);

    assert_true(block_read(p, &b));
    assert_ptr_equal(b.base, room);
    assert_int_equal(b.offset, 64);
    assert_int_equal(b.size, 5);
    memcpy(copy, p - BLOCK_HEADER, BLOCK_HEADER);
    memcpy(p + 64 - BLOCK_HEADER, copy, BLOCK_HEADER);
    assert_false(block_read(p + 64, &b)); /* a copied header */
    p[-BLOCK_HEADER]++;
    assert_false(block_read(p, &b)); /* a changed size */
    p[-BLOCK_HEADER]--;
    assert_true(block_read(p, &b));
    block_unseal(p);
    assert_false(block_read(p, &b));
}

METERED_MAIN("heapmeter, blocks of others")
