/* SPDX-License-Identifier: MIT */
/*
 * A program for the heap meter to be tested on: does what its one argument
 * says, with known allocations and none by stdio.
 */
/* _GNU_SOURCE: clone, reallocarray, memalign, valloc */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Tells the test that a point is reached, by one byte or a process id. */
static void tell(const void *what, size_t size)
{
    if (write(STDOUT_FILENO, what, size) != (ssize_t)size)
        _exit(99);
}

/* Waits until the test closes our standard input. */
static void wait_for_test(void)
{
    char c;

    while (read(STDIN_FILENO, &c, 1) > 0)
        ;
}

/* Leaks 7 blocks of 1,616 bytes, by way of every function. */
static int leak(void)
{
    void *p = malloc(10);
    void *q;

    p = malloc(100);      /* + 10 lost: 1 block */
    p = realloc(p, 1000); /* + 1,000: 2 */
    free(malloc(5000));
    p = calloc(10, 20);           /* + 200: 3 */
    p = reallocarray(p, 3, 2);    /* - 200 + 6: 3 */
    p = memalign(64, 100);        /* + 100: 4 */
    p = aligned_alloc(4096, 300); /* + 300: 5 */
    q = realloc(p, 200);          /* - 300 + 200: 5 */
    free(valloc(77));
    if (posix_memalign(&p, 32, 300) != 0) /* + 300: 6 */
        return 1;
    p = malloc(0); /* + 0: 7 */
    p = realloc(malloc(3), 0);
    return q == NULL || p != NULL;
}

static int hold(void)
{
    for (int i = 0; i < 5; i++) {
        if (malloc(100) == NULL)
            return 1;
    }
    tell("", 1);
    wait_for_test();
    return malloc(1000) == NULL;
}

/*
 * The child starts with the parent's three blocks, frees one, adds two. The
 * parent adds one: before the child does anything at all, when EAGER.
 */
static int fork_by(pid_t (*make)(void), void *inherited, int eager)
{
    int gate[2];
    pid_t pid;
    char c;

    if (pipe(gate) != 0 || (pid = make()) < 0)
        return 1;
    if (pid == 0) {
        pid_t self = getpid();

        if (close(gate[1]) != 0 || read(gate[0], &c, 1) != 0)
            return 1;
        free(inherited);
        if (malloc(50) == NULL || malloc(50) == NULL)
            return 1;
        tell(&self, sizeof self);
        wait_for_test();
        return 0;
    }
    if (eager && malloc(10) == NULL)
        return 1;
    if (close(gate[1]) != 0 || waitpid(pid, NULL, 0) != pid)
        return 1;
    return !eager && malloc(10) == NULL;
}

/* As fork, but without its handlers. */
static pid_t clone_process(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void *three_blocks(void)
{
    void *p = malloc(100);

    return malloc(100) != NULL && malloc(100) != NULL ? p : NULL;
}

/* The memory is the parent's until the exec, and so are the counts. */
static int vfork_and_exec(void)
{
    char *arguments[] = {"true", NULL};
    int status;
    pid_t pid;

    if (posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, NULL) != 0)
        return 1;
    if (waitpid(pid, &status, 0) != pid || status != 0)
        return 1;
    pid = vfork();
    if (pid == 0) {
        free(malloc(33));
        (void)execv("/bin/true", arguments);
        _exit(98);
    }
    if (waitpid(pid, &status, 0) != pid || status != 0)
        return 1;
    return malloc(10) == NULL;
}

/* After its three blocks: the parent keeps those, the child one more. */
static int fork_within(int resource, rlim_t most)
{
    struct rlimit limit = {most, most};
    int status;
    pid_t pid;

    if (setrlimit(resource, &limit) != 0 || (pid = fork()) < 0)
        return 1;
    if (pid == 0)
        _exit(malloc(50) == NULL);
    return waitpid(pid, &status, 0) != pid || status != 0;
}

static int exec_within(char **argv)
{
    struct rlimit nothing = {0, 0};

    if (setrlimit(RLIMIT_FSIZE, &nothing) != 0)
        return 1;
    return execl(argv[0], argv[0], "leak", (char *)NULL);
}

static void at_exit(void)
{
    if (malloc(13) == NULL)
        _exit(99);
}

/* All descriptors that a program may use are still free to it: 3 is next. */
static int descriptor(void)
{
    return open("/dev/null", O_RDONLY);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    void *p;

    if (strcmp(what, "leak") == 0)
        return leak();
    if (strcmp(what, "hold") == 0)
        return hold();
    if (strcmp(what, "vfork") == 0)
        return vfork_and_exec();
    if (strcmp(what, "late") == 0)
        return atexit(at_exit);
    if (strcmp(what, "descriptor") == 0)
        return descriptor();
    if (strcmp(what, "die") == 0)
        return raise(SIGKILL);
    p = three_blocks();
    if (strcmp(what, "fork") == 0)
        return fork_by(fork, p, 1);
    if (strcmp(what, "clone") == 0)
        return fork_by(clone_process, p, 0);
    if (strcmp(what, "fork-file") == 0)
        return fork_within(RLIMIT_FSIZE, 0);
    if (strcmp(what, "fork-descriptor") == 0)
        return fork_within(RLIMIT_NOFILE, 3);
    if (strcmp(what, "fork-memory") == 0)
        return fork_within(RLIMIT_AS, 1);
    if (strcmp(what, "exec-file") == 0)
        return exec_within(argv);
    if (strcmp(what, "exec") == 0)
        return execl(argv[0], argv[0], "hold", (char *)NULL);
    return 97;
}
