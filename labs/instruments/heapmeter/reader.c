/* SPDX-License-Identifier: MIT */
/*
 * The reader's side of the heap meter: maps a process's file read-only and
 * takes samples that belong to one moment. See heapmeter.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "heapmeter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "identity.h"
#include "layout.h"

#define ATTEMPTS 1000

_Static_assert(sizeof(((struct heapmeter_sample *)0)->program) ==
                   HEAPMETER_PROGRAM_MAX,
               "the name must fit");

/* ---- Opening --------------------------------------------------------- */

static uint64_t load(const _Atomic uint64_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

/* What is wrong with the mapped file: 0 or an error number. */
static int complaint(const struct heapmeter_layout *map)
{
    uint64_t magic = load(&map->magic);

    if (magic == 0)
        return EAGAIN;
    if (magic != HEAPMETER_MAGIC)
        return EPROTO;
    if (map->version != HEAPMETER_VERSION || map->size != sizeof *map)
        return EPROTONOSUPPORT;
    return 0;
}

static int map_file(struct heapmeter *m, int fd)
{
    struct stat st;
    void *map;
    int error;

    if (fstat(fd, &st) != 0)
        return errno;
    if (!S_ISREG(st.st_mode))
        return EPROTO;
    /* The meter writes all its bytes before it maps them. */
    if (st.st_size == 0)
        return EAGAIN;
    if ((size_t)st.st_size < sizeof *m->map)
        return EPROTO;
    map = mmap(NULL, sizeof *m->map, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return errno;
    error = complaint(map);
    if (error != 0)
        (void)munmap(map, sizeof *m->map); /* cannot fail: just mapped */
    else
        m->map = map;
    m->owner = st.st_uid;
    return error;
}

int heapmeter_open_file(struct heapmeter *m, const char *path)
{
    /* O_NONBLOCK: a FIFO put there must not hold us up. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int error;

    m->map = NULL;
    if (fd < 0)
        return -1;
    error = map_file(m, fd);
    (void)close(fd); /* read only: nothing can be lost */
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}

/* 0 when the process has ended, or there is no /proc. */
static uint64_t born(pid_t pid)
{
    char name[24];

    (void)snprintf(name, sizeof name, "%ld", (long)pid);
    return identity_born(name);
}

/* In a folder for all, anybody may have made a file of this name. */
static bool forged(const struct heapmeter *m, pid_t pid)
{
    char path[32];
    struct stat st;

    (void)snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    return m->owner != 0 && m->owner != geteuid() && stat(path, &st) == 0 &&
           m->owner != st.st_uid;
}

int heapmeter_open(struct heapmeter *m, const char *dir, pid_t pid)
{
    char path[PATH_MAX];
    int n = identity_file(path, sizeof path, dir, pid);
    uint64_t now;

    m->map = NULL;
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (heapmeter_open_file(m, path) != 0 || m->map == NULL)
        return -1;
    now = born(pid);
    if (now != 0 && m->map->born != 0 && now != m->map->born)
        errno = ESTALE;
    else if (forged(m, pid))
        errno = EPERM;
    else
        return 0;
    int error = errno;
    heapmeter_close(m);
    errno = error;
    return -1;
}

void heapmeter_close(struct heapmeter *m)
{
    if (m->map == NULL)
        return;
    /* The const is for the counters; munmap takes the mapping itself. */
    (void)munmap((void *)(uintptr_t)m->map, sizeof *m->map);
    m->map = NULL;
}

/* ---- Sampling -------------------------------------------------------- */

/* One attempt, in the order that layout.h asks for. */
static void look(const struct heapmeter_layout *map,
                 struct heapmeter_sample *out)
{
    uint64_t done = load(&map->done);

    out->bytes = load(&map->live_bytes);
    out->peak_bytes = load(&map->peak_bytes);
    out->total_bytes = load(&map->total_bytes);
    out->failed = load(&map->failed);
    out->foreign = load(&map->foreign);
    out->frees = load(&map->frees);
    out->allocs = load(&map->allocs);
    out->blocks = out->allocs - out->frees;
    out->settled = out->allocs + out->frees == done;
    out->marks = load(&map->marks);
}

/* The text is another process's: nothing in it may upset a terminal. */
static void copy_text(char *to, const char *from, size_t size)
{
    size_t n = strnlen(from, size - 1);

    for (size_t i = 0; i < n; i++)
        to[i] = (char)(from[i] < ' ' || from[i] > '~' ? '?' : from[i]);
    to[n] = '\0';
}

/* 0, or -1 with errno when the numbers are not the program's. */
static int judge(const struct heapmeter_sample *s)
{
    errno = 0;
    if (s->refusal[0] != '\0')
        errno = ENOTSUP;
    else if (s->frees > s->allocs || s->bytes > INT64_MAX)
        errno = ERANGE;
    return errno == 0 ? 0 : -1;
}

int heapmeter_read(const struct heapmeter *m, struct heapmeter_sample *out)
{
    const struct heapmeter_layout *map = m->map;

    for (int i = 0; i < ATTEMPTS; i++) {
        if (complaint(map) != 0)
            break;
        out->start_ns = load(&map->start_ns);
        out->pid = map->pid;
        out->parent = map->parent;
        out->space = map->space;
        out->born = map->born;
        copy_text(out->program, map->program, sizeof out->program);
        copy_text(out->refusal, map->refusal, sizeof out->refusal);
        look(map, out);
        if (complaint(map) != 0 || load(&map->start_ns) != out->start_ns)
            continue; /* an exec came between: these are two processes */
        if (out->settled || i == ATTEMPTS - 1)
            return judge(out);
        (void)sched_yield(); /* let the one under way finish */
    }
    errno = EAGAIN;
    return -1;
}

/* ---- What is known besides ------------------------------------------- */

const char *heapmeter_remark(const struct heapmeter_sample *s, unsigned i)
{
    static const struct {
        uint64_t mark;
        const char *text;
    } remarks[] = {
        {HEAPMETER_MARK_HOLDS_OWN,
         "the program holds an allocator of its own; what it takes from that "
         "is not metered"},
        {HEAPMETER_MARK_CALLS_NONE,
         "the program itself calls no malloc; if it has one of its own, "
         "that is not metered"},
        {HEAPMETER_MARK_OWN_NEW,
         "operator new is not the C++ library's; what it does not take from "
         "malloc is not metered"},
        {HEAPMETER_MARK_NAMESPACE,
         "dlmopen loaded a second C library; what that allocates is not "
         "metered"},
        {HEAPMETER_MARK_FORK,
         "it was forked while other threads allocated; its numbers may lack "
         "what they did at that moment"},
        {HEAPMETER_MARK_CLONE,
         "it was forked without fork's handlers (by clone); its numbers hold "
         "what its parent did from the fork to its own first allocation"},
    };

    for (size_t k = 0; k < sizeof remarks / sizeof remarks[0]; k++) {
        if ((s->marks & remarks[k].mark) != 0 && i-- == 0)
            return remarks[k].text;
    }
    return NULL;
}

int heapmeter_present(const struct heapmeter_sample *s)
{
    uint64_t now = born(s->pid);

    if (s->space != identity_space())
        return -1;
    if (s->born == 0) /* there was no /proc: the number must do */
        return kill(s->pid, 0) == 0 || errno == EPERM;
    return now == s->born;
}
