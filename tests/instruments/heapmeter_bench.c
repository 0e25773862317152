/* SPDX-License-Identifier: MIT */
/*
 * The worst case for the heap meter: threads that do nothing but allocate
 * and free. Prints the nanoseconds one malloc and its free take.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PAIRS 2000000
#define THREADS_MAX 64

static void *pairs(void *unused)
{
    static const size_t sizes[] = {16, 100, 600, 48, 3000, 24, 250, 1000};

    for (int i = 0; i < PAIRS; i++) {
        char *volatile p = malloc(sizes[i % 8]);
        if (p == NULL)
            abort();
        p[0] = 1;
        free(p);
    }
    return unused;
}

static double now(void)
{
    struct timespec t;

    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
        abort();
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
    pthread_t thread[THREADS_MAX];
    double start = now();

    if (threads < 1 || threads > THREADS_MAX) {
        fprintf(stderr, "usage: heapmeter_bench [THREADS]\n");
        return 2;
    }
    for (long i = 0; i < threads; i++) {
        if (pthread_create(&thread[i], NULL, pairs, NULL) != 0)
            return 1;
    }
    for (long i = 0; i < threads; i++) {
        if (pthread_join(thread[i], NULL) != 0)
            return 1;
    }
    printf("%.1f\n", (now() - start) / PAIRS);
    return 0;
}
