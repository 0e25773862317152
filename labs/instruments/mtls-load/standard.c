/* SPDX-License-Identifier: MIT */
/*
 * A stream remembers that a write failed, so that printf is not looked at.
 */
#include "standard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void standard_hold(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        (void)close(fd); /* read only */
}

int standard_written(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return 0;
    if (errno == 0)
        errno = EIO; /* an earlier write failed, whose reason is gone */
    return -1;
}
