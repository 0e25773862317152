/* SPDX-License-Identifier: MIT */
/*
 * Temporary folders and small files. All of these fail the test when they
 * fail.
 */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>

#define PATH_SIZE 512

/*
 * Makes a folder under TMPDIR (else /tmp), which is removed with all that is
 * in it by files_remove_all(), at the end of the test.
 * Its name is not that of a test: a server sees it on its command line.
 */
void make_folder(char path[PATH_SIZE]);

/* Removes every folder that make_folder() made. MTLS_TEST_KEEP=1 keeps. */
void files_remove_all(void);

/* Removes one of them before that, by its path. */
void files_remove(const char *path);

/* After a fork: all that there are so far are the parent's. */
void files_forget_all(void);

/* Joins "folder/name". */
void join_path(char path[PATH_SIZE], const char *folder, const char *name);

/*
 * Puts a file in place whole, under a name of its own and renamed: who reads
 * it meanwhile sees the old file or the new one.
 */
void write_file(const char *path, const void *data, size_t size);
void write_text(const char *path, const char *text);
void copy_file(const char *from, const char *to);

/* The content and its length, with a NUL behind it; free() it. */
char *read_file(const char *path, size_t *size);

/* The same, but NULL where read_file() would fail the test. Any thread. */
char *read_file_if(const char *path, size_t *size);

#endif
