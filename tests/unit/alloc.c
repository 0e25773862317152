/* SPDX-License-Identifier: MIT */
/*
 * The allocator of the unit tests: cmocka's, or the C library's when blocks
 * are not counted. cmocka's is not made for threads, and knows only its own
 * blocks: hence the lock, and the list of those.
 */
/* Here, and only here, the names mean the C library's. */
#undef malloc
#undef calloc
#undef realloc
#undef free

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "count.h"
#include "unit.h"

#define BLOCKS_MAX 4096

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool counting;
static void *blocks[BLOCKS_MAX]; /* of cmocka's allocator, live */
static unsigned fail_in;
static bool failed;

void unit_count_blocks(bool count)
{
    counting = count;
}

/* ---- Memory that runs out --------------------------------------------- */

void unit_fail_nth(unsigned nth)
{
    fail_in = nth;
    failed = false;
}

bool unit_failed(void)
{
    bool came = failed;

    fail_in = 0;
    failed = false;
    return came;
}

static bool fails_now(void)
{
    if (fail_in == 0)
        return false;
    fail_in--;
    if (fail_in > 0)
        return false;
    failed = true;
    errno = ENOMEM;
    return true;
}

/* ---- The list --------------------------------------------------------- */

/* The place that holds `block`; NULL finds a free one. */
static void **place(const void *block)
{
    for (size_t i = 0; i < BLOCKS_MAX; i++) {
        if (blocks[i] == block)
            return &blocks[i];
    }
    return NULL;
}

static void *add(void *block)
{
    void **free_place = place(NULL);

    if (free_place == NULL)
        abort(); /* a test that needs more raises BLOCKS_MAX */
    *free_place = block;
    return block;
}

/* ---- The four --------------------------------------------------------- */

static void *allocate(size_t size, const char *file, int line)
{
    if (fails_now())
        return NULL;
    if (size == 0)
        size = 1; /* a block of its own, as from the C library here */
    return counting ? add(_test_malloc(size, file, line)) : malloc(size);
}

void *unit_malloc(size_t size, const char *file, int line)
{
    void *block = NULL;

    (void)pthread_mutex_lock(&mutex); /* cannot fail: a static mutex */
    block = allocate(size, file, line);
    (void)pthread_mutex_unlock(&mutex);
    return block;
}

void *unit_calloc(size_t count, size_t size, const char *file, int line)
{
    void *block = NULL;

    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    block = unit_malloc(count * size, file, line);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

/* The block's place in the list is taken over by the new one. */
static void *move(void *block, size_t size, const char *file, int line)
{
    void **known = place(block);

    if (known == NULL)
        return realloc(block, size);
    *known = _test_realloc(block, size, file, line);
    return *known;
}

static void release(void *block, const char *file, int line)
{
    void **known = place(block);

    if (known == NULL) {
        free(block); /* a library's, or not counted */
        return;
    }
    *known = NULL;
    _test_free(block, file, line);
}

static void *reallocate(void *block, size_t size, const char *file, int line)
{
    if (block == NULL)
        return allocate(size, file, line);
    if (size > 0)
        return fails_now() ? NULL : move(block, size, file, line);
    /* Of size 0 it frees, as glibc's does (realloc(3)). */
    release(block, file, line);
    return NULL;
}

void *unit_realloc(void *block, size_t size, const char *file, int line)
{
    void *moved = NULL;

    (void)pthread_mutex_lock(&mutex);
    moved = reallocate(block, size, file, line);
    (void)pthread_mutex_unlock(&mutex);
    return moved;
}

void unit_free(void *block, const char *file, int line)
{
    if (block == NULL)
        return;
    (void)pthread_mutex_lock(&mutex);
    release(block, file, line);
    (void)pthread_mutex_unlock(&mutex);
}
