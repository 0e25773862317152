/* SPDX-License-Identifier: MIT */
/*
 * Reads the heap of a process that runs under libheapmeter.so, from outside
 * and at any moment: how many blocks are live, and how many bytes were
 * requested for them (the numbers that memcheck reports too).
 *
 *     struct heapmeter m;
 *     struct heapmeter_sample s;
 *
 *     if (heapmeter_open(&m, dir, pid) == 0) {
 *         if (heapmeter_read(&m, &s) == 0)
 *             printf("%" PRIu64 " blocks\n", s.blocks);
 *         heapmeter_close(&m);
 *     }
 *
 * No function here allocates, so that a process can read its own meter.
 */
#ifndef HEAPMETER_H
#define HEAPMETER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct heapmeter_layout;

#define HEAPMETER_REFUSAL_MAX 360

/* One open meter. The caller owns it; all that it holds is one mapping. */
struct heapmeter {
    const struct heapmeter_layout *map;
    uid_t owner; /* of the file */
};

struct heapmeter_sample {
    uint64_t blocks;      /* live now: allocs - frees */
    uint64_t bytes;       /* requested for the live blocks */
    uint64_t peak_bytes;  /* highest value of bytes so far */
    uint64_t allocs;      /* blocks handed out; a realloc is one... */
    uint64_t frees;       /* ...and one block taken back */
    uint64_t total_bytes; /* requested by all allocs */
    uint64_t failed;      /* requests that failed for want of memory */
    uint64_t foreign;     /* frees and reallocs of blocks that did not come
                             from the meter; they are not counted above */
    uint64_t start_ns;    /* CLOCK_REALTIME of the start, fork or exec: when
                             it changes, the numbers began again */
    uint64_t marks;       /* HEAPMETER_MARK_..., for heapmeter_remark */
    uint64_t space; /* pid namespace of pid, and when the process was made; */
    uint64_t born;  /* both 0 where there was no /proc: see identity.h */
    pid_t pid;
    pid_t parent;     /* at the start */
    char program[32]; /* argv[0] without folders; printable ASCII, with
                             ? for all else */
    bool settled;     /* see heapmeter_read */
    char refusal[HEAPMETER_REFUSAL_MAX]; /* why it is not metered, or "" */
};

/*
 * Opens the meter of process PID in the folder DIR (the HEAPMETER_DIR of
 * that process). It may have ended: its file keeps the last state.
 *
 * Returns 0; the caller then owes a heapmeter_close. Or -1, m needs no
 * close, and errno is
 *   ENOENT           no such file: the process is not metered here, or ended
 *                    and was removed, or has not got as far yet
 *   EAGAIN           the process is just starting: try again
 *   ESTALE           the file is that of an earlier process of this number
 *   EPERM            the file is not that of the process's user, of root or
 *                    of the caller: it may be forged
 *   EPROTO           the file is not a heap meter's
 *   EPROTONOSUPPORT  it is, of another version
 *   ELOOP            it is a symbolic link; such are never followed
 *   ENAMETOOLONG     DIR is
 *   or an error of open(2), fstat(2) or mmap(2).
 */
int heapmeter_open(struct heapmeter *m, const char *dir, pid_t pid);

/*
 * The same for a file by its name, whichever process made it: in DIR the
 * number of the process, a dot, and the inode of its pid namespace.
 */
int heapmeter_open_file(struct heapmeter *m, const char *path);

/*
 * Takes one sample. Returns 0, or -1 with errno
 *   EAGAIN   the process replaces itself by exec: *out is undefined
 *   ENOTSUP  it is not metered: out->refusal says why; disregard the rest
 *   ERANGE   more was freed than allocated: a thread forked while others
 *            allocated, and this child's numbers are wrong; the rest of *out
 *            stands, and so does heapmeter_remark
 *
 * When out->settled is true, no operation was under way: all the numbers
 * belong to one moment, and they are exact. When it is false, threads went
 * on allocating through a thousand attempts (or the process was killed
 * within an operation): each number is right for itself, but blocks may be
 * a few operations ahead of bytes. A process at rest is always settled.
 */
int heapmeter_read(const struct heapmeter *m, struct heapmeter_sample *out);

/*
 * What the numbers of S may lack, as one sentence for people, or NULL. Call
 * it again with the next I, from 0 on, until it is NULL.
 */
const char *heapmeter_remark(const struct heapmeter_sample *s, unsigned i);

/*
 * Whether the process of S is there: 1, or 0 when it has ended; -1 when it
 * counts in another pid namespace and cannot be asked about.
 */
int heapmeter_present(const struct heapmeter_sample *s);

/* Unmaps; the file stays. A closed or failed m may be closed again. */
void heapmeter_close(struct heapmeter *m);

#endif
