/* SPDX-License-Identifier: MIT */
/* explicit_bzero is an extension of glibc and the BSDs. */
#define _DEFAULT_SOURCE
#include "process/files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/clock.h"
#include "scope.h"

#define FILE_MAX (4U << 20) /* bytes: a CRL can be long */
#define PIPE_WAIT 5000      /* milliseconds, for who writes to a pipe */

void files_wipe(gnutls_datum_t *datum)
{
    if (datum->data != NULL)
        explicit_bzero(datum->data, datum->size);
    free(datum->data);
    *datum = (gnutls_datum_t){NULL, 0};
}

/* As read(2), but a pipe that is slow is an error, ETIMEDOUT, in the end. */
static ssize_t read_some(int file, void *to, size_t size, int64_t end)
{
    struct pollfd pipe = {.fd = file, .events = POLLIN};
    ssize_t got = read(file, to, size);
    int64_t left = end - clock_now();

    if (got < 0 && errno == EAGAIN && left > 0 &&
        poll(&pipe, 1, (int)left) == 1)
        got = read(file, to, size);
    if (got < 0 && errno == EAGAIN)
        errno = ETIMEDOUT;
    return got;
}

/*
 * Into one block from the start: to let it grow would leave copies of a key
 * behind in the heap. O_NONBLOCK: to open a FIFO must not wait for its writer.
 * No signal would be heard until one comes.
 */
int files_read(const char *path, gnutls_datum_t *datum)
{
    scoped_descriptor int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info = {0};
    unsigned room = FILE_MAX; /* a pipe does not say how much will come */
    int64_t end = clock_now() + PIPE_WAIT;
    ssize_t got = 0;

    if (file < 0 || fstat(file, &info) < 0)
        return -1;
    if (S_ISREG(info.st_mode) && info.st_size < FILE_MAX)
        room = (unsigned)info.st_size + 1; /* and one to see the end */
    datum->data = malloc(room);
    if (datum->data == NULL)
        return -1;
    while (datum->size < room) {
        got = read_some(file, datum->data + datum->size, room - datum->size,
                        end);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return -1;
        if (got > 0)
            datum->size += (unsigned)got;
    }
    errno = EFBIG;
    return -1;
}

/*
 * poll(2) calls a terminal ready that has room for a byte of a line; to write
 * the rest would wait for who looks at it. So it is opened anew, not to wait:
 * O_NONBLOCK on the old one would hold for all who share it.
 */
static void open_terminal(void)
{
    scoped_descriptor int terminal =
        open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    (void)dup2(terminal, STDERR_FILENO); /* or it stays as it was */
}

int files_hold_standard(void)
{
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        /* It gets the lowest number that is free: this one. */
        if (fcntl(i, F_GETFD) < 0 &&
            open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY) != i)
            return -1;
    }
    if (isatty(STDERR_FILENO) != 0)
        open_terminal();
    return 0;
}
