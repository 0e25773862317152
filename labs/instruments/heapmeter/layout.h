/* SPDX-License-Identifier: MIT */
/*
 * The heap meter's file, byte by byte: 128 bytes in the byte order of the
 * machine, version 1. The preloaded library writes it, the reader maps it.
 * Other programs should use heapmeter.h instead, which survives a version 2.
 */
#ifndef HEAPMETER_LAYOUT_H
#define HEAPMETER_LAYOUT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Reads "HEAPMETR" in a hex dump on a little-endian machine. */
#define HEAPMETER_MAGIC UINT64_C(0x5254454d50414548)
#define HEAPMETER_VERSION 1
#define HEAPMETER_PROGRAM_MAX 32

/*
 * Who writes when: the first half once, at the start of the process, after a
 * fork and after an exec; the second half at each allocation.
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
};

_Static_assert(sizeof(_Atomic uint64_t) == 8, "plain 64-bit words");
_Static_assert(offsetof(struct heapmeter_layout, start_ns) == 24, "layout");
_Static_assert(offsetof(struct heapmeter_layout, allocs) == 64, "layout");
_Static_assert(sizeof(struct heapmeter_layout) == 128, "layout");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
               "a lock inside the process would not reach the reader");

#endif
