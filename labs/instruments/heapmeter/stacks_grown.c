/* SPDX-License-Identifier: MIT */
/*
 * What grew since the last look: see stacks_read.h. A look is kept in a file,
 * and is of one program: a number means a stack of that one only.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../probe/proc.h"
#include "stacks_read.h"

/* Reads "HEAPLOOK" in a hex dump on a little-endian machine. */
#define LOOK_MAGIC UINT64_C(0x4b4f4f4c50414548)

/* How often it is read while a look lasts, and how long nothing may move. */
#define READINGS_A_SECOND 50
#define STILL 5 /* readings */

struct amount {
    uint64_t blocks;
    uint64_t bytes;
};

struct look {
    uint64_t magic;
    uint64_t start_ns;
    uint64_t count;
    struct amount most[]; /* by number */
};

/* ---- The file ---------------------------------------------------------- */

/* Of COUNT amounts; those that the file does not have are 0. NULL: no memory. */
static struct look *read_look(const char *path, uint64_t start_ns,
                              size_t count, bool *first)
{
    struct look *look = calloc(1, sizeof *look + count * sizeof *look->most);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;
    bool good = false;

    if (look != NULL && fd >= 0 && fstat(fd, &st) == 0 &&
        S_ISREG(st.st_mode) && (st.st_uid == geteuid() || st.st_uid == 0)) {
        size_t room = sizeof *look + count * sizeof *look->most;

        good = read(fd, look, room) >= (ssize_t)sizeof *look &&
               look->magic == LOOK_MAGIC && look->start_ns == start_ns;
    }
    if (fd >= 0)
        (void)close(fd); /* read only */
    *first = !good;
    if (look != NULL && !good)
        memset(look, 0, sizeof *look + count * sizeof *look->most);
    return look;
}

int look_write(const struct look *look, const char *path)
{
    char part[PATH_MAX];
    int n = snprintf(part, sizeof part, "%s.%ld", path, (long)getpid());
    size_t size = sizeof *look + look->count * sizeof *look->most;
    int error = 0;
    int fd;

    if (n < 0 || (size_t)n >= sizeof part)
        return fail("%s: %s", path, strerror(ENAMETOOLONG));
    (void)unlink(part);
    fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
              S_IRUSR | S_IWUSR);
    if (fd < 0)
        return fail("%s: %s; name a file for the look with --look", path,
                    strerror(errno));
    errno = ENOSPC; /* a short write sets nothing */
    if (write(fd, look, size) != (ssize_t)size)
        error = errno;
    if (close(fd) != 0 && error == 0)
        error = errno;
    if (error == 0 && rename(part, path) != 0)
        error = errno;
    if (error == 0)
        return EXIT_OK;
    (void)unlink(part);
    return fail("%s: %s", path, strerror(error));
}

/* ---- A look ------------------------------------------------------------ */

static void widen(struct stack *least, struct amount *most,
                  const struct stack *now)
{
    if (now->blocks < least->blocks)
        least->blocks = now->blocks;
    if (now->bytes < least->bytes)
        least->bytes = now->bytes;
    if (now->blocks > most->blocks)
        most->blocks = now->blocks;
    if (now->bytes > most->bytes)
        most->bytes = now->bytes;
}

static bool same(const struct stack *a, const struct stack *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i].blocks != b[i].blocks || a[i].bytes != b[i].bytes)
            return false;
    }
    return true;
}

/* Of COUNT stacks, while a look lasts. */
struct range {
    struct stack *least;
    struct stack *last;
    struct amount *most;
    size_t count;
};

static bool range_new(struct range *range, const struct stacks *stacks)
{
    size_t count = stacks->count;

    range->count = count;
    range->least = calloc(count, sizeof *range->least);
    range->last = calloc(count, sizeof *range->last);
    range->most = calloc(count, sizeof *range->most);
    if (range->least == NULL || range->last == NULL || range->most == NULL)
        return false;
    memcpy(range->least, stacks->list, count * sizeof *range->least);
    memcpy(range->last, stacks->list, count * sizeof *range->last);
    for (size_t i = 0; i < count; i++)
        range->most[i] =
            (struct amount){stacks->list[i].blocks, stacks->list[i].bytes};
    return true;
}

static void range_free(struct range *range)
{
    free(range->least);
    free(range->last);
    free(range->most);
}

/* One that waits for a processor would go on, and free what it holds. */
static bool sleeps(pid_t pid)
{
    struct proc proc;

    return (proc_read(pid, &proc) < 0 && errno != EACCES) || proc.asleep;
}

/* Stacks that come while it lasts held nothing at its begin. */
static int look_on(struct range *range, struct stacks *stacks,
                   const struct heapmeter *m, const char *what, double seconds)
{
    const struct timespec pause = {0, 1000000000L / READINGS_A_SECOND};
    double readings = seconds * READINGS_A_SECOND;
    int still = 0;
    int status = EXIT_OK;

    while (status == EXIT_OK && readings-- > 0 && still < STILL) {
        (void)nanosleep(&pause, NULL); /* cut short: one reading more */
        status = stacks_read(stacks, m, what);
        for (size_t i = 0; status == EXIT_OK && i < range->count; i++)
            widen(&range->least[i], &range->most[i], &stacks->list[i]);
        still = stacks->settled && sleeps(stacks->pid) &&
                        same(range->last, stacks->list, range->count)
                    ? still + 1
                    : 0;
        memcpy(range->last, stacks->list, range->count * sizeof *range->last);
    }
    return status;
}

static uint64_t more(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

/* STACKS becomes by how much each grew; LOOK, this look. */
static void compare(struct stacks *stacks, const struct range *range,
                    struct look *look)
{
    stacks->count = range->count;
    memcpy(stacks->list, range->least, range->count * sizeof *stacks->list);
    stacks_sum(stacks);
    for (size_t i = 0; i < range->count; i++) {
        struct amount *most = &look->most[stacks->first[i]];

        if (most == &look->most[i])
            continue;
        most->blocks += look->most[i].blocks;
        most->bytes += look->most[i].bytes;
    }
    for (size_t i = 0; i < range->count; i++) {
        struct stack *stack = &stacks->list[i];

        stack->blocks = more(stack->blocks, look->most[i].blocks);
        stack->bytes = more(stack->bytes, look->most[i].bytes);
        look->most[i] = range->most[i];
    }
    look->magic = LOOK_MAGIC;
    look->start_ns = stacks->start_ns;
    look->count = range->count;
}

int stacks_grown(struct stacks *stacks, const struct heapmeter *m,
                 const char *what, const char *path, double seconds,
                 struct look **now, bool *first)
{
    struct range range = {.count = 0};
    struct look *look =
        read_look(path, stacks->start_ns, stacks->count, first);
    int status = EXIT_FAILED;

    if (look != NULL && range_new(&range, stacks))
        status = look_on(&range, stacks, m, what, seconds);
    else
        (void)fail("out of memory");
    if (status == EXIT_OK) {
        compare(stacks, &range, look);
        *now = look;
    } else {
        free(look);
    }
    range_free(&range);
    return status;
}
