/* SPDX-License-Identifier: MIT */
/*
 * The file of a process's stacks, beside its meter's: that one's name, between
 * a dot and ".stacks". In the byte order of the machine, version 1. The
 * preloaded library writes it, the reader (stacks_read.c) maps it.
 *
 * A stack has a number, which is its place among the entries. The number 0 is
 * no stack: it counts the blocks whose own is not known. The frames of an entry
 * stand when its depth does, and never change. Its two counts change within
 * the operations of layout.h: when that file's meter is settled, so are they.
 */
#ifndef HEAPMETER_STACKS_LAYOUT_H
#define HEAPMETER_STACKS_LAYOUT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Reads "HEAPSTKS" in a hex dump on a little-endian machine. */
#define STACKS_MAGIC UINT64_C(0x534b545350414548)
#define STACKS_VERSION 1
#define STACKS_SUFFIX ".stacks"

#define STACKS_DEPTH 64       /* frames of a stack, the innermost ones */
#define STACKS_ROOM 16384     /* stacks, unless HEAPMETER_STACKS says more */
#define STACKS_ROOM_MAX 60000 /* a number has 16 bits */
#define STACKS_FRAMES 24      /* frames for each, on the average */
#define STACKS_REFUSAL_MAX 192

struct stacks_entry {
    _Atomic uint64_t hash; /* of the frames */
    _Atomic uint64_t blocks;
    _Atomic uint64_t bytes;
    uint32_t first;         /* where its frames begin */
    _Atomic uint32_t depth; /* how many they are; 0: not written yet */
};

struct stacks_layout {
    _Atomic uint64_t magic;    /* last, as in layout.h */
    uint32_t version;          /* STACKS_VERSION */
    uint32_t room;             /* entries after the first, which is no stack */
    uint64_t frames_room;      /* frames, in all */
    uint64_t start_ns;         /* of the meter that it belongs to */
    _Atomic uint64_t taken;    /* entries, and */
    _Atomic uint64_t frames;   /* may be more than there is room for */
    _Atomic uint64_t overflow; /* blocks counted in 0 for want of room */
    char refusal[STACKS_REFUSAL_MAX]; /* why no stacks are taken, or "" */
    unsigned char reserved[8];
    struct stacks_entry entries[]; /* 1 + room; then the frames */
};

_Static_assert(sizeof(struct stacks_entry) == 32, "layout");
_Static_assert(offsetof(struct stacks_layout, entries) == 256, "layout");

/*
 * Frames are return addresses, the innermost one first: the call lies before
 * them. Of a frame that a signal interrupted it is the address and one, so
 * that the same holds.
 */
static inline uint64_t *stacks_frames(const struct stacks_layout *stacks)
{
    return (uint64_t *)(uintptr_t)(stacks->entries + 1 + stacks->room);
}

static inline size_t stacks_size(uint64_t room)
{
    return sizeof(struct stacks_layout) +
           sizeof(struct stacks_entry) * (1 + (size_t)room) +
           sizeof(uint64_t) * STACKS_FRAMES * (size_t)room;
}

/* A file beside the meter's, which is PATH; as snprintf(3). */
static inline int stacks_beside(char *name, size_t size, const char *path,
                                const char *suffix)
{
    const char *slash = strrchr(path, '/');
    int folder = slash != NULL ? (int)(slash + 1 - path) : 0;

    return snprintf(name, size, "%.*s.%s%s", folder, path, path + folder,
                    suffix);
}

#endif
