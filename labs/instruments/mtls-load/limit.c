/* SPDX-License-Identifier: MIT */
/*
 * Said before the run: hundreds of steps that cannot connect would look like
 * a server that fails.
 */
#include "limit.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "say.h"

/* For what a library may open, where the limit can be raised that far. */
enum { SPARE = 64 };

/* The first that is free: those below are taken, but for gaps. */
static long first_free(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (fd >= 0)
        (void)close(fd); /* read only */
    return fd;
}

int limit_raise(const struct options *options)
{
    /* A client keeps one open, and a step of its own kind opens another. */
    long each = options->handshake == HANDSHAKE_KEEP_ALIVE ? 2 : 1;
    long first = first_free();
    rlim_t wanted = (rlim_t)(first + options->concurrency * each +
                             options->hold + options->hold_stalled);
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && first >= 0 &&
        limit.rlim_cur < wanted + SPARE) {
        limit.rlim_cur =
            limit.rlim_max < wanted + SPARE ? limit.rlim_max : wanted + SPARE;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* what there is, is told */
    }
    if (first >= 0 && limit.rlim_cur >= wanted)
        return 0;
    say("ulimit -n %llu: the run needs %llu descriptors: raise it, or give a "
        "smaller --concurrency or --hold",
        (unsigned long long)limit.rlim_cur, (unsigned long long)wanted);
    return -1;
}
