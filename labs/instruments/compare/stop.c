/* SPDX-License-Identifier: MIT */
/*
 * Noting signals, and the program's only sleep.
 */
#define _POSIX_C_SOURCE 200809L
#include "stop.h"

#include <signal.h>
#include <time.h>

static volatile sig_atomic_t noted;

static void note(int number)
{
    noted = number;
}

void stop_watch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note}; /* no SA_RESTART */
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
}

int stop_signal(void)
{
    return noted;
}

void stop_tick(long milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = milliseconds % 1000 * 1000000};

    (void)nanosleep(&time, NULL); /* cut short by a signal: as wished */
}

double stop_clock(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
