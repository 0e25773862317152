/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into a server: at each SIGUSR2 appends one line to the file of
 * $MALLINFO_FILE, the bytes in use by mallinfo2(3), mapped ones included.
 * A thread waits for the signal: mallinfo2 must not be called in a handler.
 */
#define _GNU_SOURCE /* mallinfo2 */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int file = -1;

static void *answer(void *unused)
{
    sigset_t set;
    int number = 0;

    (void)unused;
    (void)sigemptyset(&set); /* cannot fail, nor can the next */
    (void)sigaddset(&set, SIGUSR2);
    while (sigwait(&set, &number) == 0) {
        struct mallinfo2 info = mallinfo2();
        char line[32];
        int length =
            snprintf(line, sizeof line, "%zu\n", info.uordblks + info.hblkhd);

        if (write(file, line, (size_t)length) != length)
            abort();
    }
    return NULL;
}

/*
 * Before main(), so that every thread inherits the blocked signal. Ours takes
 * no other: what the program blocks in its threads would end it in this one.
 */
__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("MALLINFO_FILE");
    pthread_t thread;
    sigset_t set, all, before;

    if (path == NULL)
        return; /* the command that starts the server */
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGUSR2);
    (void)sigfillset(&all);
    file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (file < 0 || pthread_sigmask(SIG_BLOCK, &all, &before) != 0 ||
        pthread_create(&thread, NULL, answer, NULL) != 0 ||
        pthread_detach(thread) != 0 ||
        pthread_sigmask(SIG_SETMASK, &before, NULL) != 0 ||
        pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) {
        (void)fputs("mallinfo: cannot start\n", stderr);
        abort();
    }
}
