/* SPDX-License-Identifier: MIT */
/*
 * A program that forks, or enters a sandbox, in ways that are hard for the
 * heap meter; see heapmeter_fork_test.c. Exit status 0: it went as it should;
 * CANNOT: there is no such sandbox here.
 */
/* _GNU_SOURCE: syscall */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 77

/* ---- Among threads --------------------------------------------------- */

#define THREADS 4 /* so many blocks may be in nobody's slot at a fork */
#define SLOTS 1000
#define CHILDREN 20

static _Atomic(void *) slots[SLOTS];
static _Atomic int rounds;
static _Atomic int stop;

static void *churn(void *first)
{
    while (!stop) {
        for (int i = *(int *)first; i < SLOTS; i += THREADS) {
            free(atomic_exchange(&slots[i], NULL));
            slots[i] = malloc(32);
        }
        rounds++;
    }
    return NULL;
}

static void empty_slots(void)
{
    for (int i = 0; i < SLOTS; i++)
        free(slots[i]);
}

static int exit_status(pid_t pid)
{
    int status;

    return waitpid(pid, &status, 0) == pid && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : -1;
}

/* Each child frees what the threads hold, so that their storage remains. */
static int storm(void)
{
    pthread_t threads[THREADS];
    int first[THREADS];
    int failed = 0;

    for (int i = 0; i < THREADS; i++) {
        first[i] = i;
        if (pthread_create(&threads[i], NULL, churn, &first[i]) != 0)
            return 1;
    }
    while (rounds < 2 * THREADS)
        (void)sched_yield();
    for (int i = 0; i < CHILDREN; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            empty_slots();
            _exit(0);
        }
        failed |= pid < 0 || exit_status(pid) != 0;
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++)
        failed |= pthread_join(threads[i], NULL) != 0;
    empty_slots();
    return failed;
}

/* ---- Others ---------------------------------------------------------- */

/* A cancellation waits for a point of ours, which fork is not. */
static int cancelled(void)
{
    pid_t pid;

    if (pthread_cancel(pthread_self()) != 0 || (pid = fork()) < 0)
        return 1;
    if (pid == 0) {
        free(malloc(10));
        _exit(42);
    }
    if (pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL) != 0)
        return 1;
    return exit_status(pid) != 42;
}

/* The child looks at the parent's numbers when they are not its own. */
static int late_clone(void)
{
    int gate[2];
    pid_t pid;
    char c;

    if (pipe(gate) != 0)
        return 1;
    pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0)
        _exit(close(gate[1]) != 0 || read(gate[0], &c, 1) != 0 ||
              malloc(7) == NULL);
    for (int i = 0; i < 1000; i++) {
        if (malloc(100) == NULL)
            return 1;
    }
    return pid < 0 || close(gate[1]) != 0 || exit_status(pid) != 0;
}

/* A page may begin with a block: no system call may be needed for it. */
static int strict(void)
{
    void *p = aligned_alloc(4096, 16);

    /* The C library would give the end of the heap back to the system. */
    if (p == NULL || malloc(100) == NULL ||
        mallopt(M_TRIM_THRESHOLD, 1 << 30) == 0)
        return 1;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
        return CANNOT;
    free(p);
    return (int)syscall(SYS_exit, 0);
}

/*
 * As a sandbox has it in which no file is opened any more, or looked at by its
 * name; an fstat is a newfstatat with AT_EMPTY_PATH, in glibc from 2.33 on.
 */
static int no_open(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_statx, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_newfstatat, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, args[3])), /* its lower half */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AT_EMPTY_PATH, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)};
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    pid_t pid;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return CANNOT;
    pid = fork();
    if (pid == 0)
        _exit(malloc(10) == NULL);
    return pid < 0 || exit_status(pid) != 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "storm") == 0)
        return storm();
    if (strcmp(what, "cancelled") == 0)
        return cancelled();
    if (strcmp(what, "late-clone") == 0)
        return late_clone();
    if (strcmp(what, "strict") == 0)
        return strict();
    if (strcmp(what, "no-open") == 0)
        return no_open();
    return 97;
}
