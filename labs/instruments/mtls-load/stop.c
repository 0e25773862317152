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

struct request {
    int ends[2];
    atomic_bool asked;
};

static struct request stop = {.ends = {-1, -1}};
static struct request end = {.ends = {-1, -1}};

static void ask(struct request *request)
{
    int saved = errno;

    if (!atomic_exchange(&request->asked, true)) {
        /*
         * The pipe is empty, so one byte always fits: only a closed pipe
         * could fail, and then nobody waits on it.
         */
        ssize_t ignored = write(request->ends[1], "", 1);

        (void)ignored;
    }
    errno = saved;
}

void stop_ask(void)
{
    ask(&stop);
}

static void on_signal(int number)
{
    ask(number == SIGUSR1 ? &end : &stop);
}

static int open_pipe(struct request *request)
{
    if (pipe(request->ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        if (fcntl(request->ends[i], F_SETFD, FD_CLOEXEC) < 0)
            return -1;
    }
    return 0;
}

int stop_init(void)
{
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = SA_RESETHAND};
    struct sigaction gentle = {.sa_handler = on_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    if (open_pipe(&stop) < 0 || open_pipe(&end) < 0)
        return -1;
    if (sigaction(SIGINT, &action, NULL) < 0 ||
        sigaction(SIGTERM, &action, NULL) < 0 ||
        sigaction(SIGUSR1, &gentle, NULL) < 0 ||
        sigaction(SIGPIPE, &ignore, NULL) < 0)
        return -1;
    return 0;
}

int stop_fd(void)
{
    return stop.ends[0];
}

bool stop_asked(void)
{
    return atomic_load(&stop.asked);
}

int stop_end_fd(void)
{
    return end.ends[0];
}

bool stop_end_asked(void)
{
    return atomic_load(&end.asked);
}

static void close_pipe(struct request *request)
{
    for (int i = 0; i < 2; i++) {
        if (request->ends[i] >= 0) {
            close(request->ends[i]);
            request->ends[i] = -1;
        }
    }
}

void stop_free(void)
{
    close_pipe(&stop);
    close_pipe(&end);
}
