/* SPDX-License-Identifier: MIT */
/*
 * The heap meter's file, byte by byte: 512 bytes in the byte order of the
 * machine, version 2. The preloaded library writes it, the reader maps it.
 * Other programs should use heapmeter.h instead, which survives a version 3.
 */
#ifndef HEAPMETER_LAYOUT_H
#define HEAPMETER_LAYOUT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "heapmeter.h"

/* Reads "HEAPMETR" in a hex dump on a little-endian machine. */
#define HEAPMETER_MAGIC UINT64_C(0x5254454d50414548)
#define HEAPMETER_VERSION 2
#define HEAPMETER_PROGRAM_MAX 32

/* Marks: what the numbers may not hold. */
#define HEAPMETER_MARK_CALLS_NONE 1 /* the program itself calls no malloc */
#define HEAPMETER_MARK_OWN_NEW 2    /* operator new is not C++'s own */
#define HEAPMETER_MARK_NAMESPACE 4  /* dlmopen loaded a second C library */
#define HEAPMETER_MARK_HOLDS_OWN 8  /* the program has a hidden allocator */
#define HEAPMETER_MARK_FORK 16  /* forked while threads went on allocating */
#define HEAPMETER_MARK_CLONE 32 /* forked without fork's handlers */

/*
 * Who writes when: all but the counters once, at the start of the process,
 * after a fork and after an exec; the counters at each allocation; a mark
 * may be added at any time.
 *
 * An operation adds to allocs or frees (realloc to both) FIRST and to done
 * LAST. Whoever reads done first and allocs and frees last, and finds
 * done == allocs + frees, has therefore read all the words between as they
 * were when no operation was under way.
 */
struct heapmeter_layout {
    _Atomic uint64_t magic; /* 0 while the first half is being written */
    uint32_t version;       /* HEAPMETER_VERSION */
    uint32_t size;          /* of this structure */
    int32_t pid;
    int32_t parent;            /* process id of the parent at the start */
    _Atomic uint64_t start_ns; /* CLOCK_REALTIME; of the fork or the exec */
    char program[HEAPMETER_PROGRAM_MAX]; /* argv[0] without folders, NUL */

    _Atomic uint64_t allocs;      /* blocks handed out since the start */
    _Atomic uint64_t frees;       /* blocks taken back */
    _Atomic uint64_t live_bytes;  /* requested bytes of the live blocks */
    _Atomic uint64_t total_bytes; /* requested bytes since the start */
    _Atomic uint64_t peak_bytes;  /* highest live_bytes so far */
    _Atomic uint64_t done;        /* see above */
    _Atomic uint64_t failed;      /* requests refused for want of memory */
    _Atomic uint64_t foreign;     /* blocks passed through, see heapmeter.h */

    uint64_t space; /* inode of the pid namespace in which pid counts */
    uint64_t born;  /* when the process was made, see identity.h */
    _Atomic uint64_t marks;
    char refusal[HEAPMETER_REFUSAL_MAX]; /* why nothing is counted, or "" */
};

_Static_assert(sizeof(_Atomic uint64_t) == 8, "plain 64-bit words");
_Static_assert(offsetof(struct heapmeter_layout, start_ns) == 24, "layout");
_Static_assert(offsetof(struct heapmeter_layout, allocs) == 64, "layout");
_Static_assert(offsetof(struct heapmeter_layout, space) == 128, "layout");
_Static_assert(offsetof(struct heapmeter_layout, refusal) == 152, "layout");
_Static_assert(sizeof(struct heapmeter_layout) == 512, "layout");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
               "a lock inside the process would not reach the reader");

#endif
