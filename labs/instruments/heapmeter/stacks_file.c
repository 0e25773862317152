/* SPDX-License-Identifier: MIT */
/*
 * The file of the stacks: made at the start, and again in each child of a
 * fork, with the counts as at the fork. Nothing here allocates.
 */
/* _GNU_SOURCE: MAP_ANONYMOUS, mremap, strerrordesc_np */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "stacks.h"

/* ---- The file ---------------------------------------------------------- */

/* Reserved on the disk: a full one shows here, not as a SIGBUS later. */
static void *map_new(const char *path, size_t size)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_CREAT | O_EXCL;
    struct rlimit limit;
    void *map = MAP_FAILED;
    int error;
    int fd;

    claim_withdraw(path); /* of the program before an exec */
    fd = open(path, flags, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return NULL;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < size)
        error = EFBIG; /* to be over it would end the program by a signal */
    else
        error = posix_fallocate(fd, 0, (off_t)size);
    if (error == 0)
        map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        error = error != 0 ? error : errno;
        (void)unlink(path);
    }
    (void)close(fd); /* the mapping stays */
    errno = error;
    return map == MAP_FAILED ? NULL : map;
}

/* Where there is no meter's file, that has been told already. */
static struct stacks_layout *make(uint32_t room)
{
    static char meter[PATH_MAX + 64];
    static char path[sizeof meter + sizeof STACKS_SUFFIX];
    struct stacks_layout *table = NULL;

    if (!file_name(meter, sizeof meter))
        return NULL;
    if (stacks_beside(path, sizeof path, meter, STACKS_SUFFIX) >=
        (int)sizeof path)
        return NULL; /* no folder's name is as long */
    table = map_new(path, stacks_size(room));
    if (table == NULL) {
        file_tell("takes no stacks: %s: no %zu bytes: %s", path,
                  stacks_size(room), strerrordesc_np(errno));
        return NULL;
    }
    table->version = STACKS_VERSION;
    table->room = room;
    table->frames_room = (uint64_t)room * STACKS_FRAMES;
    table->start_ns = meter_area.page.start_ns;
    return table;
}

/* The counts at a fork: the parent goes on counting in the file. */
struct live {
    uint64_t blocks;
    uint64_t bytes;
};

static struct live *aside;

static void *memory(size_t size)
{
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return map == MAP_FAILED ? NULL : map;
}

bool stacks_file(uint32_t room)
{
    struct stacks_layout *table;
    void *room_aside = memory((1 + (size_t)room) * sizeof *aside);

    stacks_index = memory(STACKS_SLOTS(room) * sizeof *stacks_index);
    if (room_aside == NULL || stacks_index == NULL) {
        file_tell("takes no stacks: no memory; raise ulimit -v");
        return false;
    }
    table = make(room);
    if (table == NULL)
        return false;
    aside = room_aside;
    /* What was handed out before there was a table. */
    table->entries[STACKS_NONE].blocks =
        meter_area.page.allocs - meter_area.page.frees;
    table->entries[STACKS_NONE].bytes = meter_area.page.live_bytes;
    table->magic = STACKS_MAGIC;
    stacks_table = table;
    return true;
}

/* ---- Forks ------------------------------------------------------------- */

static uint32_t last_taken(const struct stacks_layout *table)
{
    uint64_t taken = table->taken;

    return taken < table->room ? (uint32_t)taken : table->room;
}

void stacks_set_aside(void)
{
    const struct stacks_layout *table = stacks_table;

    if (table == NULL)
        return;
    for (uint32_t i = 0; i <= last_taken(table); i++) {
        aside[i].blocks = table->entries[i].blocks;
        aside[i].bytes = table->entries[i].bytes;
    }
}

/* Those that the parent added since then count nothing here. */
static void copy(struct stacks_layout *to, const struct stacks_layout *from,
                 bool from_aside)
{
    uint64_t frames = from->frames;

    if (frames > from->frames_room)
        frames = from->frames_room;
    for (uint32_t i = 0; i <= last_taken(from); i++) {
        const struct stacks_entry *old = &from->entries[i];

        to->entries[i].hash = old->hash;
        to->entries[i].depth = old->depth;
        to->entries[i].first = old->first;
        to->entries[i].blocks = from_aside ? aside[i].blocks : old->blocks;
        to->entries[i].bytes = from_aside ? aside[i].bytes : old->bytes;
    }
    memcpy(stacks_frames(to), stacks_frames(from), frames * sizeof(uint64_t));
    to->taken = from->taken;
    to->frames = frames;
    to->overflow = from->overflow;
    memcpy(to->refusal, from->refusal, sizeof to->refusal);
}

/*
 * The table stays where it is: somebody may be in the midst of it, who was
 * interrupted by a handler that forks.
 */
static void move(struct stacks_layout *old, bool from_aside)
{
    size_t size = stacks_size(old->room);
    struct stacks_layout *table = make(old->room);

    if (table != NULL) {
        copy(table, old, from_aside);
        table->magic = STACKS_MAGIC;
        if (mremap(table, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, old) !=
            MAP_FAILED)
            return;
    }
    stacks_table = NULL;
    /*
     * No more is counted in the parent's, or its numbers are wrong. Where not
     * even that is possible, they are.
     */
    table = mmap(old, size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    (void)table;
}

void stacks_move_in(bool from_aside)
{
    struct stacks_layout *old = stacks_table;
    int cancel;

    if (old == NULL)
        return;
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    move(old, from_aside);
    (void)pthread_setcancelstate(cancel, NULL);
}
