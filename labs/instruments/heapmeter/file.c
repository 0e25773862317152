/* SPDX-License-Identifier: MIT */
/*
 * The file under the counters: how it is made and filled; start.c says when.
 * Nothing here allocates, and nothing here may keep the program from
 * running.
 */
/* _GNU_SOURCE: MAP_ANONYMOUS, mremap, strerrordesc_np */
#define _GNU_SOURCE

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

_Alignas(METER_ROOM) union meter_area meter_area;

static char folder[PATH_MAX]; /* absolute; "" when nothing is published */
static char program[HEAPMETER_PROGRAM_MAX];

size_t file_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/*
 * One line on stderr, by write(2): stdio might allocate. A daemon may since
 * have given the number 2 to a file of its own, which must not get the line.
 * The long buffers in this file are static since the stack may be a small
 * thread's; there is one thread whenever they are used.
 */
static struct stat stderr_then;

void file_remember_stderr(void)
{
    (void)fstat(STDERR_FILENO, &stderr_then); /* closed: no line, then */
}

void file_complain(const char *path, int error)
{
    static char line[PATH_MAX + 128];
    const char *why = strerrordesc_np(error);
    struct stat now;
    int n = snprintf(line, sizeof(line),
                     "heapmeter: process %ld runs on unmetered: %s: %s\n",
                     (long)getpid(), path, why != NULL ? why : "?");

    if (n < 0 || fstat(STDERR_FILENO, &now) != 0 ||
        now.st_dev != stderr_then.st_dev || now.st_ino != stderr_then.st_ino)
        return;
    if (write(STDERR_FILENO, line, strnlen(line, sizeof(line))) < 0)
        return; /* nobody listens */
}

/* Making the file -------------------------------------------------------- */

/*
 * The folder may be a shared one, and a file of an earlier process with our
 * number may be there. Only a plain file of our own, under one name, is
 * taken over: never a link planted to make us overwrite something else.
 */
static int open_own(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                  S_IRUSR | S_IWUSR);

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0) {
        if (S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_nlink == 1)
            return fd;
        errno = EEXIST;
    }
    int error = errno;
    (void)close(fd); /* nothing was written */
    errno = error;
    return -1;
}

/*
 * Written, not just extended: with the blocks on disk a full disk shows
 * here, not as a SIGBUS at some later malloc. The first write takes the
 * magic away, before a reader can see numbers of two programs mixed.
 */
static int blank(int fd)
{
    static const struct heapmeter_layout zeros;

    if (pwrite(fd, &zeros, sizeof(zeros.magic), 0) ==
            (ssize_t)sizeof(zeros.magic) &&
        pwrite(fd, &zeros, sizeof(zeros), 0) == (ssize_t)sizeof(zeros) &&
        fchmod(fd, S_IRUSR | S_IWUSR) == 0)
        return 0;
    if (errno == 0)
        errno = ENOSPC; /* a short write sets nothing */
    return -1;
}

/* Returns a writable mapping of the blank file, or NULL with errno. */
static struct heapmeter_layout *map_own(const char *path)
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

/* Filling it ------------------------------------------------------------- */

/*
 * Reads in the order that layout.h asks for. Done is set to what it is when
 * all is quiet: an operation that another thread had under way at a fork is
 * never finished in the child, which has no such thread.
 */
bool file_copy_counters(struct heapmeter_layout *to,
                        const struct heapmeter_layout *from)
{
    uint64_t done = from->done;

    to->live_bytes = from->live_bytes;
    to->total_bytes = from->total_bytes;
    to->peak_bytes = from->peak_bytes;
    to->failed = from->failed;
    to->foreign = from->foreign;
    to->frees = from->frees;
    to->allocs = from->allocs;
    to->done = to->allocs + to->frees;
    return to->done == done;
}

static void introduce(struct heapmeter_layout *page)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this id */
    page->version = HEAPMETER_VERSION;
    page->size = sizeof(*page);
    page->pid = getpid();
    page->parent = getppid();
    page->start_ns =
        (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
    memcpy(page->program, program, sizeof(page->program));
    page->magic = HEAPMETER_MAGIC; /* last: from here on it can be read */
}

void file_move_in(const struct heapmeter_layout *from)
{
    static char path[PATH_MAX + 24];
    struct heapmeter_layout *page;
    size_t size = file_page_size();

    (void)snprintf(path, sizeof(path), "%s/%ld", folder, (long)getpid());
    page = map_own(path);
    if (page == NULL) {
        file_complain(path, errno);
        page = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (page == MAP_FAILED)
            return; /* no memory for a page: the program has other worries */
    }
    (void)file_copy_counters(page, from); /* nothing is under way here */
    introduce(page);
    if (mremap(page, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, &meter_area) ==
        MAP_FAILED)
        file_complain(path, errno);
}

/* Settings --------------------------------------------------------------- */

/* Absolute: children may be forked after a chdir. */
bool file_set_folder(const char *dir)
{
    char here[PATH_MAX];
    int n;

    if (dir[0] == '/')
        n = snprintf(folder, sizeof(folder), "%s", dir);
    else if (getcwd(here, sizeof(here)) != NULL)
        n = snprintf(folder, sizeof(folder), "%s/%s", here, dir);
    else
        return false;
    if (n >= 0 && (size_t)n < sizeof(folder))
        return true;
    errno = ENAMETOOLONG;
    return false;
}

void file_set_program(const char *name)
{
    const char *slash = strrchr(name, '/');

    (void)snprintf(program, sizeof(program), "%s",
                   slash != NULL ? slash + 1 : name); /* cut at its end */
}
