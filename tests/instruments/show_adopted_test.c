/* SPDX-License-Identifier: MIT */
/* That whoever was started below a program is gone when it has ended them. */
/* pipe2 is Linux's. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/adopted.h"
#include "probe/cases.h"

#define ROUNDS 300 /* what is tried is a race */
#define DEEP 8

/*
 * One below the other, each with `end` open; the last one says that all are.
 * When the test is red, they end by themselves.
 */
static void become_many(int end)
{
    int depth = 0;

    while (depth < DEEP && fork() == 0)
        depth++;
    (void)alarm(60);
    if (depth == DEEP && write(end, "", 1) != 1)
        _exit(1);
    for (;;)
        (void)pause();
}

/* A descriptor that nobody else has open any more is at its end. */
static int end_many(void)
{
    struct pollfd all = {.events = POLLIN};
    char byte = 0;
    int ends[2];

    adopted_begin();
    if (pipe2(ends, O_CLOEXEC) < 0)
        return 2;
    if (fork() == 0)
        become_many(ends[1]);
    (void)close(ends[1]);
    if (read(ends[0], &byte, 1) != 1)
        return 2;
    adopted_end();
    all.fd = ends[0];
    return poll(&all, 1, 0) == 1 && waitpid(-1, NULL, WNOHANG) < 0 ? 0 : 1;
}

TEST(nobody_is_left_however_deep_below)
{
    for (int i = 0; i < ROUNDS; i++) {
        int status = 0;
        pid_t pid = fork();

        if (pid == 0)
            _exit(end_many());
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
    }
}

TEST_MAIN("show: ends whom it has adopted")
