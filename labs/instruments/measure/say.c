/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe/failure.h"

#define NOT_JUDGED 2

/* ---- Lines ------------------------------------------------------------- */

static double begun, last_line;

static double now(void)
{
    struct timespec time = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double say_seconds(void)
{
    return now() - begun;
}

void say_progress(const char *format, ...)
{
    va_list arguments;

    if (say_seconds() - last_line < 2)
        return;
    last_line = say_seconds();
    va_start(arguments, format);
    say_list(format, arguments);
    va_end(arguments);
}

/* ---- Failures ---------------------------------------------------------- */

static jmp_buf way_out;
static bool attempting;
static char reason[512];

static void failed(const char *text, const char *file, int line)
{
    (void)file, (void)line;
    if (!attempting) {
        say("%s", text);
        exit(NOT_JUDGED);
    }
    (void)snprintf(reason, sizeof reason, "%.500s", text);
    reason[strcspn(reason, "\n")] = '\0';
    longjmp(way_out, 1);
}

bool attempt(void (*act)(void *object), void *object)
{
    if (setjmp(way_out) != 0) {
        attempting = false;
        return false;
    }
    attempting = true;
    act(object);
    attempting = false;
    return true;
}

const char *say_reason(void)
{
    return reason;
}

void give_up(const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    failed(text, "", 0);
    abort(); /* it does not return */
}

/* ---- Signals ----------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    if (interrupted != 0)
        _exit(128 + number);
    interrupted = number;
}

int say_interrupted(void)
{
    return interrupted;
}

void say_prepare(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = interrupt};
    struct sigaction old;

    begun = now();
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        (void)sigaction(numbers[i], NULL, &old); /* valid: cannot fail */
        if (numbers[i] != SIGHUP || old.sa_handler != SIG_IGN) /* nohup(1) */
            (void)sigaction(numbers[i], &action, NULL);
    }
    /* A reader that has left shows as a write error, at the end. */
    (void)signal(SIGPIPE, SIG_IGN);
    fail_by = failed;
}
