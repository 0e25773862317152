/* SPDX-License-Identifier: MIT */
/* Reads the file of a process's stacks: see stacks_read.h. */
#include "stacks_read.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stacks_layout.h"

#define ATTEMPTS 200

/* ---- Opening ----------------------------------------------------------- */

/*
 * Nothing in the file is trusted: it is another process's, and may change
 * after it was looked at.
 */
static bool sound(struct stacks *stacks)
{
    const struct stacks_layout *map = stacks->map;
    const void *frames; /* behind the entries */

    stacks->room = *(const volatile uint32_t *)&map->room;
    if (map->magic != STACKS_MAGIC || map->version != STACKS_VERSION ||
        stacks->room == 0 || stacks->room > STACKS_ROOM_MAX ||
        stacks->size < stacks_size(stacks->room))
        return false;
    frames = map->entries + 1 + stacks->room;
    stacks->frames = frames;
    return true;
}

static int map_file(struct stacks *stacks, const struct heapmeter *m, int fd)
{
    struct stat st;
    void *map;

    if (fstat(fd, &st) != 0)
        return errno;
    if (!S_ISREG(st.st_mode) ||
        (size_t)st.st_size < sizeof(struct stacks_layout))
        return EPROTO;
    if (st.st_uid != m->owner)
        return EPERM;
    map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return errno;
    stacks->map = map;
    stacks->size = (size_t)st.st_size;
    return sound(stacks) ? 0 : EPROTO;
}

static int open_map(struct stacks *stacks, const struct heapmeter *m,
                    const char *path)
{
    char file[PATH_MAX + 16];
    int error;
    int fd;

    (void)stacks_beside(file, sizeof file, path, STACKS_SUFFIX);
    fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno;
    error = map_file(stacks, m, fd);
    (void)close(fd); /* read only */
    return error;
}

static int explain(int error, const char *what)
{
    switch (error) {
    case ENOENT:
        return fail("%s: its stacks are not taken; start it with 'heapmeter "
                    "run --stacks PROGRAM', or with HEAPMETER_STACKS=1; if "
                    "it was, its own line on stderr says why not",
                    what);
    case EPERM:
        return fail("%s: its file of stacks is another user's than its "
                    "meter: it may be forged",
                    what);
    case EPROTO:
        return fail("%s: its file of stacks is none of this version", what);
    default:
        return fail("%s: its stacks: %s", what, strerror(error));
    }
}

int stacks_open(struct stacks *stacks, const struct heapmeter *m,
                const char *path, const char *what)
{
    int error;

    *stacks = (struct stacks){.map = NULL};
    error = open_map(stacks, m, path);
    if (error == 0 && stacks->map != NULL) {
        stacks->list = calloc(1 + (size_t)stacks->room, sizeof *stacks->list);
        error = stacks->list == NULL ? ENOMEM : 0;
    }
    if (stacks->list == NULL) {
        stacks_close(stacks);
        return explain(error, what);
    }
    return stacks_read(stacks, m, what);
}

void stacks_close(struct stacks *stacks)
{
    free(stacks->list);
    free(stacks->first);
    if (stacks->map != NULL)
        (void)munmap((void *)(uintptr_t)stacks->map, stacks->size);
    *stacks = (struct stacks){.map = NULL};
}

/* ---- One moment -------------------------------------------------------- */

static void copy_one(struct stacks *stacks, size_t number)
{
    const struct stacks_entry *from = &stacks->map->entries[number];
    struct stack *to = &stacks->list[number];
    uint32_t depth = atomic_load_explicit(&from->depth, memory_order_acquire);
    uint64_t first = *(const volatile uint32_t *)&from->first;

    *to = (struct stack){.blocks = from->blocks, .bytes = from->bytes};
    if (depth <= STACKS_DEPTH &&
        first + depth <= (uint64_t)stacks->room * STACKS_FRAMES) {
        to->depth = depth;
        to->frames = stacks->frames + first;
    }
}

static void copy_all(struct stacks *stacks)
{
    uint64_t taken = stacks->map->taken;

    stacks->count = 1 + (taken < stacks->room ? (size_t)taken : stacks->room);
    stacks->overflow = stacks->map->overflow;
    for (size_t i = 0; i < stacks->count; i++)
        copy_one(stacks, i);
}

/* A count that is being changed may be less than nothing for a moment. */
static void tidy(struct stacks *stacks)
{
    for (size_t i = 0; i < stacks->count; i++) {
        if (stacks->list[i].blocks > INT64_MAX)
            stacks->list[i].blocks = 0;
        if (stacks->list[i].bytes > INT64_MAX)
            stacks->list[i].bytes = 0;
    }
}

int stacks_read(struct stacks *stacks, const struct heapmeter *m,
                const char *what)
{
    struct heapmeter_sample before;
    struct heapmeter_sample after;
    int status = EXIT_OK;

    stacks->settled = false;
    for (int i = 0; i < ATTEMPTS && !stacks->settled; i++) {
        status = read_named(m, &before, what);
        if (status != EXIT_OK)
            return status;
        if (stacks->map->start_ns != before.start_ns)
            return fail("%s: its stacks are of another program than its "
                        "meter: look again",
                        what);
        copy_all(stacks);
        status = read_named(m, &after, what);
        if (status != EXIT_OK)
            return status;
        stacks->settled = before.settled && after.settled &&
                          before.allocs == after.allocs &&
                          before.frees == after.frees;
        if (!stacks->settled)
            (void)sched_yield();
    }
    if (stacks->map->refusal[0] != '\0')
        return fail("%s takes no stacks: %.*s", what, STACKS_REFUSAL_MAX,
                    stacks->map->refusal);
    stacks->pid = before.pid;
    stacks->start_ns = before.start_ns;
    memcpy(stacks->program, before.program, sizeof stacks->program);
    tidy(stacks);
    return EXIT_OK;
}
