/* SPDX-License-Identifier: MIT */
/*
 * A pipe with one byte in it: poll() then wakes every thread that waits,
 * because nobody ever reads the byte.
 */
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static atomic_bool asked;

void stop_ask(void)
{
    int saved = errno;

    if (!atomic_exchange(&asked, true)) {
        /*
         * The pipe is empty, so one byte always fits: only a closed pipe
         * could fail, and then nobody waits on it.
         */
        ssize_t ignored = write(ends[1], "", 1);

        (void)ignored;
    }
    errno = saved;
}

static void on_signal(int number)
{
    (void)number;
    stop_ask();
}

int stop_init(void)
{
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = SA_RESETHAND};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    if (pipe(ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        if (fcntl(ends[i], F_SETFD, FD_CLOEXEC) < 0)
            return -1;
    }
    if (sigaction(SIGINT, &action, NULL) < 0 ||
        sigaction(SIGTERM, &action, NULL) < 0 ||
        sigaction(SIGPIPE, &ignore, NULL) < 0)
        return -1;
    return 0;
}

int stop_fd(void)
{
    return ends[0];
}

bool stop_asked(void)
{
    return atomic_load(&asked);
}

void stop_free(void)
{
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            close(ends[i]);
            ends[i] = -1;
        }
    }
}
