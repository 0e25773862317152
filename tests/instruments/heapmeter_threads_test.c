/* SPDX-License-Identifier: MIT */
/*
 * The heap meter with threads, at their ends, and the promise of
 * heapmeter_read about settled samples. Runs under the meter and reads its own
 * numbers.
 */
/* _GNU_SOURCE: memalign */
#define _GNU_SOURCE
#include "heapmeter_self.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 8
#define OPERATIONS 20000
#define SLOTS 64

static void *any_block(unsigned kind, size_t size)
{
    switch (kind % 4) {
    case 0:
        return malloc(size);
    case 1:
        return calloc(2, size / 2);
    case 2:
        return memalign((size_t)16 << (kind / 4 % 8), size);
    default:
        return aligned_alloc(64, size);
    }
}

static void *random_operations(void *argument)
{
    unsigned seed = *(unsigned *)argument;
    void *slots[SLOTS] = {NULL};

    for (int i = 0; i < OPERATIONS; i++) {
        void **slot = &slots[rand_r(&seed) % SLOTS];
        unsigned kind = (unsigned)rand_r(&seed);
        size_t size = (size_t)(rand_r(&seed) % 3000) + 1;

        if (*slot == NULL) {
            *slot = any_block(kind, size);
        } else if (kind % 3 == 0) {
            *slot = realloc(*slot, size);
        } else {
            free(*slot);
            *slot = NULL;
        }
        if (*slot != NULL)
            memset(*slot, (int)kind, malloc_usable_size(*slot));
    }
    for (int i = 0; i < SLOTS; i++)
        free(slots[i]);
    return NULL;
}

static void run_threads(void *(*body)(void *), unsigned *arguments)
{
    pthread_t threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, body, &arguments[i]), 0);
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

TEST(eight_threads_return_exactly_to_the_start)
{
    unsigned seeds[THREADS] = {1, 2, 3, 4, 5, 6, 7, 8};

    /* The first round also fills glibc's cache of thread stacks. */
    run_threads(random_operations, seeds);
    mark();
    run_threads(random_operations, seeds);
    assert_grown(0, 0);
    assert_true(allocs_since_mark() > THREADS * OPERATIONS / 2);
}

/* All blocks here are of one size, so that the pair can be checked. */
static _Atomic int stop;

static void *blocks_of_64(void *unused)
{
    while (!stop) {
        void *p = malloc(64);
        void *q = malloc(64);
        free(p);
        free(q);
    }
    return unused;
}

TEST(a_settled_sample_is_of_one_moment)
{
    struct heapmeter m;
    struct heapmeter_sample s;
    struct heapmeter_sample before;
    pthread_t threads[2];
    uint64_t first;
    int settled = 0;

    assert_int_equal(heapmeter_open(&m, getenv("HEAPMETER_DIR"), getpid()), 0);
    stop = 0;
    /* Their own blocks (stacks, thread-local storage) come first. */
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, blocks_of_64, NULL),
                         0);
    assert_int_equal(heapmeter_read(&m, &before), 0);
    first = before.allocs;
    do {
        assert_int_equal(heapmeter_read(&m, &s), 0);
        if (s.settled && before.settled) {
            settled++;
            assert_int_equal(s.bytes - before.bytes,
                             64 * (s.blocks - before.blocks));
        }
        before = s;
    } while (s.allocs - first < 400000);
    stop = 1;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    heapmeter_close(&m);
    assert_true(settled > 0);
}

static void allocate_late(void *unused)
{
    (void)unused;
    assert_non_null(malloc(11)); /* left for the meter to see */
}

static void *set_key(void *key)
{
    (void)pthread_setspecific(*(pthread_key_t *)key, key);
    return NULL;
}

TEST(a_thread_s_last_allocation_is_counted)
{
    pthread_key_t key;
    pthread_t thread;

    assert_int_equal(pthread_key_create(&key, allocate_late), 0);
    mark();
    assert_int_equal(pthread_create(&thread, NULL, set_key, &key), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_grown(1, 11); /* the stack and its storage are the cached ones */
    (void)pthread_key_delete(key);
}

TEST(the_peak_is_the_highest_moment)
{
    struct heapmeter_sample was = sample();
    size_t size = was.peak_bytes - was.bytes + 1000;

    void *p = malloc(size);
    free(p);
    assert_int_equal(sample().peak_bytes, was.peak_bytes + 1000);
    assert_int_equal(sample().total_bytes, was.total_bytes + size);
}

METERED_MAIN("heapmeter, threads")
