/* SPDX-License-Identifier: MIT */
/*
 * A program whose stacks are known, or which makes them hard to take; see
 * heapmeter_stacks_test.c. Exit status 0: it went as it should.
 */
/* _GNU_SOURCE: pthread_setname_np */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

/* After each allocation: what follows must not become a jump. */
#define KEEP(p) __asm__ volatile("" : : "r"(p) : "memory")

static void tell(void)
{
    int line = 0;

    if (write(STDOUT_FILENO, &line, 1) != 1)
        _exit(99);
}

/* Until the test writes a byte; or for ever: 0 at the end of the input. */
static int wait_for_test(void)
{
    char c;

    return read(STDIN_FILENO, &c, 1) == 1;
}

/* ---- Lines that the test knows ----------------------------------------- */

enum { HELD_LINE = __LINE__ + 6 }; /* where hold() asks */

NOINLINE static void *hold(size_t size)
{
    void *p;

    p = malloc(size);
    KEEP(p);
    return p;
}

static inline __attribute__((always_inline)) void *hold_inlined(void)
{
    return hold(1000);
}

NOINLINE static void *move(void *p)
{
    p = realloc(p, 70000);
    KEEP(p);
    return p;
}

NOINLINE static void *hold_in_much_stack(void)
{
    char room[300000];
    void *p;

    memset(room, 1, sizeof room);
    p = malloc(11);
    KEEP(room);
    KEEP(p);
    return p;
}

/*
 * With so many arguments the compiler has to remember where they are, and the
 * end of this frame is found by what it wrote down.
 */
NOINLINE static void *hold_aligned(long a, long b, long c, long d, long e,
                                   long f, long g, size_t size)
{
    _Alignas(64) char room[100];
    char *more = __builtin_alloca((size_t)(a + b + c + d + e + f + g));
    void *p;

    memset(room, 1, sizeof room);
    more[0] = 1;
    p = malloc(size);
    KEEP(room);
    KEEP(more);
    KEEP(p);
    return p;
}

NOINLINE static void *hold_in_handler(void)
{
    void *p = malloc(13);

    KEEP(p);
    return p;
}

static void handler(int number)
{
    (void)number;
    KEEP(hold_in_handler());
}

NOINLINE static void raise_in(void)
{
    int failed = raise(SIGUSR1);

    KEEP(&failed);
}

NOINLINE static void *hold_deep(int depth)
{
    void *p = depth > 0 ? hold_deep(depth - 1) : malloc(14);

    KEEP(p);
    return p;
}

static int lines(void)
{
    void *p;

    for (int i = 0; i < 3; i++)
        KEEP(hold(100));
    KEEP(hold_inlined());
    p = hold(70);
    p = move(p);
    KEEP(hold_in_much_stack());
    KEEP(hold_aligned(1, 2, 3, 4, 5, 6, 7, 12));
    if (signal(SIGUSR1, handler) == SIG_ERR)
        return 1;
    raise_in();
    KEEP(hold_deep(200));
    tell();
    (void)wait_for_test();
    KEEP(p);
    return 0;
}

/* ---- What grows, and what comes and goes ------------------------------- */

NOINLINE static void *grow(void)
{
    void *p = malloc(50);

    KEEP(p);
    return p;
}

NOINLINE static void *come(void)
{
    void *p = malloc(3000);

    KEEP(p);
    return p;
}

static atomic_int stop;

static void *come_and_go(void *unused)
{
    while (!stop) {
        void *p = come();

        (void)usleep(1000);
        free(p);
        (void)usleep(1000);
    }
    return unused;
}

static int growth(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, come_and_go, NULL) != 0)
        return 1;
    tell();
    while (wait_for_test()) {
        for (int i = 0; i < 7; i++)
            KEEP(grow());
        tell();
    }
    stop = 1;
    return pthread_join(thread, NULL);
}

/* Two addresses that one line calls from. */
#define HOLD_TWICE(a, b) \
    do { \
        (a) = hold(31); \
        KEEP(a); \
        (b) = hold(31); \
        KEEP(b); \
    } while (0)

/* Then the second one holds both, and then as many more. */
static int twice(void)
{
    void *a[3];
    void *b[3];

    for (int i = 0; i < 3; i++) {
        HOLD_TWICE(a[i], b[i]);
        if (i == 1) {
            free(a[0]);
            free(a[1]);
        }
        tell();
        (void)wait_for_test();
    }
    KEEP(a[2]);
    KEEP(b[0]);
    return 0;
}

/* ---- All at once ------------------------------------------------------- */

#define THREADS 64
#define ROUNDS 300
#define CHILDREN 12
#define RECURSION 40

NOINLINE static void churn(unsigned *seed, int depth)
{
    void *p = malloc((size_t)(rand_r(seed) % 3000) + 100);

    KEEP(p);
    if (depth > 0 && rand_r(seed) % 4 != 0)
        churn(seed, depth - 1);
    p = realloc(p, (size_t)(rand_r(seed) % 3000) + 100);
    KEEP(p);
    free(p);
}

static pthread_barrier_t begun;
static pthread_barrier_t over;

static void *churner(void *argument)
{
    unsigned seed = *(unsigned *)argument;
    void *kept = malloc(100);

    (void)pthread_barrier_wait(&begun);
    for (int i = 0; i < ROUNDS; i++)
        churn(&seed, RECURSION);
    (void)pthread_barrier_wait(&over);
    return kept;
}

/*
 * Each time there may be other code where the last one was. The last one
 * stays, and a block of its.
 */
static void *opener(void *folder)
{
    const int last = ROUNDS - 1;
    char path[PATH_MAX];
    long failed = 0;

    (void)pthread_barrier_wait(&begun);
    for (int i = 0; i < ROUNDS; i++) {
        void *(*plug)(int);
        void *handle;

        (void)snprintf(path, sizeof path, "%s/heapmeter_stacks_%s.so",
                       (const char *)folder, i % 2 == 0 ? "one" : "two");
        handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (handle == NULL) {
            failed++;
            continue;
        }
        *(void **)&plug = dlsym(handle, "plug");
        if (i == last)
            KEEP(plug(i));
        else
            free(plug(i));
        failed += i != last && dlclose(handle) != 0;
    }
    (void)pthread_barrier_wait(&over);
    return (void *)failed;
}

/* Nobody else asks for that: its blocks need no lock of malloc's. */
#define HANDLER_SIZE 24

static void on_alarm(int number)
{
    void *p = malloc(HANDLER_SIZE);

    (void)number;
    KEEP(p);
    free(p);
}

static int start_alarms(void)
{
    const struct itimerval often = {{0, 500}, {0, 500}};
    void *p[3];

    for (int i = 0; i < 3; i++)
        p[i] = malloc(HANDLER_SIZE);
    for (int i = 0; i < 3; i++)
        free(p[i]);
    return signal(SIGALRM, on_alarm) == SIG_ERR ||
           setitimer(ITIMER_REAL, &often, NULL) != 0;
}

/* Only this thread hears them; a child has none of them. */
static int storm_here(void)
{
    const struct itimerval none = {{0, 0}, {0, 0}};
    unsigned seed = 99;
    int failed = start_alarms();

    for (int i = 0; i < CHILDREN; i++) {
        int status = 0;
        pid_t pid;

        for (int k = 0; k < ROUNDS / CHILDREN; k++)
            churn(&seed, RECURSION);
        pid = fork();
        if (pid == 0) {
            for (int k = 0; k < 20; k++)
                churn(&seed, RECURSION);
            KEEP(hold(40));
            _exit(0);
        }
        failed |= pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
    }
    return failed | (setitimer(ITIMER_REAL, &none, NULL) != 0);
}

static int storm(char *folder)
{
    pthread_t threads[THREADS + 1];
    unsigned seeds[THREADS];
    sigset_t alarms;
    void *result = NULL;
    int failed = 0;

    (void)sigemptyset(&alarms);
    (void)sigaddset(&alarms, SIGALRM);
    failed |= pthread_sigmask(SIG_BLOCK, &alarms, NULL);
    failed |= pthread_barrier_init(&begun, NULL, THREADS + 2);
    failed |= pthread_barrier_init(&over, NULL, THREADS + 2);
    for (unsigned i = 0; i < THREADS; i++) {
        seeds[i] = i;
        failed |= pthread_create(&threads[i], NULL, churner, &seeds[i]);
    }
    failed |= pthread_create(&threads[THREADS], NULL, opener, folder);
    (void)pthread_barrier_wait(&begun);
    failed |= pthread_sigmask(SIG_UNBLOCK, &alarms, NULL);
    failed |= storm_here();
    (void)pthread_barrier_wait(&over);
    for (unsigned i = 0; i <= THREADS; i++) {
        failed |= pthread_join(threads[i], &result);
        failed |= i == THREADS && result != NULL;
    }
    tell();
    (void)wait_for_test();
    return failed;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "line") == 0) /* which, for the test */
        return HELD_LINE;
    if (strcmp(what, "lines") == 0)
        return lines();
    if (strcmp(what, "growth") == 0)
        return growth();
    if (strcmp(what, "twice") == 0)
        return twice();
    if (strcmp(what, "storm") == 0 && argc > 2)
        return storm(argv[2]);
    return 97;
}
