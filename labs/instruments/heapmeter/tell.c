/* SPDX-License-Identifier: MIT */
/* The library's lines on stderr: see file.h. */
/* _GNU_SOURCE: strerrordesc_np */
#define _GNU_SOURCE
#include "file.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * One line on stderr, by write(2): stdio might allocate. A daemon may since
 * have given the number 2 to a file of its own, which must not get the line.
 * The long buffers here and in file.c are static since the stack may be a
 * small thread's.
 */
static struct stat stderr_then;

void file_remember_stderr(void)
{
    (void)fstat(STDERR_FILENO, &stderr_then); /* closed: no line, then */
}

/*
 * A pipe that nobody reads, or a file at its size limit, would end the
 * program by a signal: that is held back, and taken away.
 */
static void write_quietly(const char *line, size_t size)
{
    const struct timespec at_once = {0, 0};
    sigset_t both;
    sigset_t mask;
    sigset_t before;
    int cancel;

    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    (void)sigemptyset(&both); /* these cannot fail for valid signals */
    (void)sigaddset(&both, SIGPIPE);
    (void)sigaddset(&both, SIGXFSZ);
    (void)sigpending(&before);
    (void)pthread_sigmask(SIG_BLOCK, &both, &mask);
    if (write(STDERR_FILENO, line, size) < 0) {
        int number = errno == EPIPE ? SIGPIPE : SIGXFSZ;

        if ((errno == EPIPE || errno == EFBIG) &&
            sigismember(&before, number) == 0)
            (void)sigtimedwait(&both, NULL, &at_once);
    }
    (void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
    (void)pthread_setcancelstate(cancel, NULL);
}

void file_tell(const char *format, ...)
{
    static char line[PATH_MAX + 256];
    va_list arguments;
    struct stat now;
    int n =
        snprintf(line, sizeof line, "heapmeter: process %ld ", (long)getpid());
    size_t at = (size_t)n;

    va_start(arguments, format);
    (void)vsnprintf(line + at, sizeof line - at - 1, format, arguments);
    va_end(arguments);
    at = strlen(line);
    line[at++] = '\n';
    if (fstat(STDERR_FILENO, &now) != 0 || now.st_dev != stderr_then.st_dev ||
        now.st_ino != stderr_then.st_ino)
        return;
    write_quietly(line, at);
}

void file_complain(const char *path, int error)
{
    const char *why = strerrordesc_np(error);
    const char *remedy = "name another folder in HEAPMETER_DIR";

    if (error == EFBIG)
        remedy = "raise ulimit -f";
    else if (error == EMFILE)
        remedy = "raise ulimit -n";
    else if (error == ENOMEM)
        remedy = "raise ulimit -v";
    file_tell("runs on unmetered: %s: %s: %s", path, why != NULL ? why : "?",
              remedy);
}
