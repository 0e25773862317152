/* SPDX-License-Identifier: MIT */
#include "stop.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "display.h"

#include "probe/failure.h"
#include "probe/say.h"

static void interrupted(int number)
{
    display_abandon();
    _exit(128 + number);
}

static void failed(const char *text, const char *file, int line)
{
    (void)file, (void)line;
    display_abandon();
    say("%s", text);
    exit(1);
}

void stop_prepare(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = interrupted};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction old;

    /* None of these calls can fail with these arguments. */
    (void)sigemptyset(&action.sa_mask);
    (void)sigemptyset(&ignore.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        (void)sigaction(numbers[i], NULL, &old);
        if (numbers[i] != SIGHUP || old.sa_handler != SIG_IGN) /* nohup(1) */
            (void)sigaction(numbers[i], &action, NULL);
    }
    /* A reader of ours that has left shows as a write error, at the end. */
    (void)sigaction(SIGPIPE, &ignore, NULL);
    fail_by = failed;
}

double stop_clock(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
