/* SPDX-License-Identifier: MIT */
/*
 * Between start.c, fork.c and file.c, within the preloaded library. Nothing here
 * allocates.
 */
#ifndef HEAPMETER_FILE_H
#define HEAPMETER_FILE_H

#include <stddef.h>

#include "counters.h"

/* Once, at the start. file_set_folder: false with errno when too long. */
void file_remember_stderr(void);
void file_set_program(const char *name);
void file_set_refusal(const char *why); /* nothing will be counted */
bool file_set_folder(const char *dir);

/*
 * One line on stderr: WHAT happened in this process, if stderr is there. It
 * is no point at which a thread may be cancelled.
 */
void file_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same: why PATH cannot be had, and that the program runs. */
void file_complain(const char *path, int error);

/*
 * TO is not being counted in. True when no operation was under way in FROM,
 * so that the copy is of one moment.
 */
bool file_copy_counters(struct heapmeter_layout *to,
                        const struct heapmeter_layout *from);

/*
 * Puts a new page under the counters, filled from FROM (which may be the
 * old one) and with one more MARK, or 0: this process's file or, when none can
 * be made, private memory, so that a child never counts in its parent's file.
 * There is one thread. It is not cancelled within.
 */
void file_move_in(const struct heapmeter_layout *from, uint64_t mark);

/* The file's path. False when there is none, or it is too long for SIZE. */
bool file_name(char *path, size_t size);

size_t file_page_size(void); /* claim.c, which needs no more of file.c */

/* fork.c: from now on each child gets a file. 0 or an error number. */
int fork_follow(void);

/*
 * fork.c: around what a fork must not cut in two, as it holds locks of
 * libunwind's. It waits for a fork. False in a child that may have such a
 * lock of a thread which it has not: then it is not to be done at all.
 */
bool fork_enter(void);
void fork_leave(void);

/* claim.c: a writable mapping of the blank file PATH, or NULL with errno. */
struct heapmeter_layout *claim_file(const char *path);

/*
 * Removes PATH, if it is ours: numbers of the program before an exec must not
 * pass for this one's. Preserves errno.
 */
void claim_withdraw(const char *path);

#endif
