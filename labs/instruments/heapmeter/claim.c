/* SPDX-License-Identifier: MIT */
/*
 * This process's file: who may have been there before, and what of it can be
 * taken. See file.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "identity.h"

size_t file_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/*
 * Only a plain file of our own, under one name, is touched: never a link
 * planted to make us overwrite something else.
 */
static bool ours(const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
           st->st_nlink == 1;
}

/* Whether this very process made the file, before an exec. */
static bool of_this_process(int fd)
{
    static struct heapmeter_layout was;
    uint64_t born = identity_born("self");

    return pread(fd, &was, sizeof was, 0) == (ssize_t)sizeof was &&
           was.version == HEAPMETER_VERSION && was.pid == getpid() &&
           born != 0 && was.born == born;
}

/*
 * A file of our name may be there: ours, and its readers are to go on in it;
 * or that of another process, which may be alive in a namespace that we know
 * nothing of. That one keeps its file and loses the name.
 */
static int open_own(const char *path)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    struct stat st;
    int fd = open(path, flags | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);

    if (fd >= 0 || errno != EEXIST)
        return fd;
    fd = open(path, flags);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && ours(&st) && of_this_process(fd))
        return fd;
    (void)close(fd); /* nothing was written */
    if (lstat(path, &st) == 0 && ours(&st) && unlink(path) == 0)
        return open(path, flags | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    errno = EEXIST;
    return -1;
}

void claim_withdraw(const char *path)
{
    int error = errno;
    struct stat st;

    if (lstat(path, &st) == 0 && ours(&st))
        (void)unlink(path); /* if not, nothing is left to be tried */
    errno = error;
}

/*
 * Written, not just extended: with the blocks on disk a full disk shows
 * here, not as a SIGBUS at some later malloc. The first write takes the
 * magic away, before a reader can see numbers of two programs mixed. A
 * write beyond the size limit would end the program by a signal.
 */
static int blank(int fd)
{
    static const struct heapmeter_layout zeros;
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
        limit.rlim_cur < sizeof zeros) {
        errno = EFBIG;
        return -1;
    }
    if (pwrite(fd, &zeros, sizeof zeros.magic, 0) ==
            (ssize_t)sizeof zeros.magic &&
        pwrite(fd, &zeros, sizeof zeros, 0) == (ssize_t)sizeof zeros &&
        fchmod(fd, S_IRUSR | S_IWUSR) == 0)
        return 0;
    if (errno == 0)
        errno = ENOSPC; /* a short write sets nothing */
    return -1;
}

struct heapmeter_layout *claim_file(const char *path)
{
    void *map = MAP_FAILED;
    int fd = open_own(path);

    if (fd < 0)
        return NULL;
    errno = 0;
    if (blank(fd) == 0)
        map = mmap(NULL, file_page_size(), PROT_READ | PROT_WRITE, MAP_SHARED,
                   fd, 0);
    int error = errno;
    (void)close(fd); /* the mapping stays; the program sees no descriptor */
    errno = error;
    return map == MAP_FAILED ? NULL : map;
}
