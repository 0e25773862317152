/* SPDX-License-Identifier: MIT */
/* nftw, which walks a tree, is of X/Open. */
#define _XOPEN_SOURCE 700
#include "files.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

/* ---- Folders --------------------------------------------------------- */

struct folder {
    SLIST_ENTRY(folder) entry;
    char path[PATH_SIZE];
};

static SLIST_HEAD(folder_list,
                  folder) folders = SLIST_HEAD_INITIALIZER(folders);

void make_folder(char path[PATH_SIZE])
{
    const char *base = getenv("TMPDIR");
    struct folder *folder = calloc(1, sizeof *folder);

    if (folder == NULL)
        fail_because("out of memory");
    (void)snprintf(folder->path, sizeof folder->path, "%s/mtls.XXXXXX",
                   base != NULL && *base != '\0' ? base : "/tmp");
    if (mkdtemp(folder->path) == NULL) {
        const char *why = strerror(errno);

        free(folder);
        fail_because("cannot make a folder in %s: %s", base ? base : "/tmp",
                     why);
    }
    SLIST_INSERT_HEAD(&folders, folder, entry);
    (void)snprintf(path, PATH_SIZE, "%s", folder->path);
}

static int remove_one(const char *path, const struct stat *info, int type,
                      struct FTW *where)
{
    (void)info, (void)type, (void)where;
    return remove(path);
}

static void remove_folder(struct folder *folder)
{
    const char *keep = getenv("MTLS_TEST_KEEP");

    SLIST_REMOVE(&folders, folder, folder, entry);
    if (keep != NULL && strcmp(keep, "1") == 0)
        (void)printf("kept %s\n", folder->path);
    else if (nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
        (void)fprintf(stderr, "cannot remove %s\n", folder->path);
    free(folder);
}

void files_remove(const char *path)
{
    struct folder *folder = NULL;

    SLIST_FOREACH (folder, &folders, entry) {
        if (strcmp(folder->path, path) == 0)
            break;
    }
    if (folder != NULL)
        remove_folder(folder);
}

void files_forget_all(void)
{
    while (!SLIST_EMPTY(&folders)) {
        struct folder *folder = SLIST_FIRST(&folders);

        SLIST_REMOVE_HEAD(&folders, entry);
        free(folder);
    }
}

void files_remove_all(void)
{
    while (!SLIST_EMPTY(&folders))
        remove_folder(SLIST_FIRST(&folders));
}

/* ---- Files ----------------------------------------------------------- */

void join_path(char path[PATH_SIZE], const char *folder, const char *name)
{
    int length = snprintf(path, PATH_SIZE, "%s/%s", folder, name);

    if (length < 0 || length >= PATH_SIZE)
        fail_because("path too long: %s/%s", folder, name);
}

void write_file(const char *path, const void *data, size_t size)
{
    char temporary[PATH_SIZE];
    FILE *file = NULL;

    (void)snprintf(temporary, sizeof temporary, "%.500s.new", path);
    file = fopen(temporary, "we");
    if (file == NULL)
        fail_because("cannot write %s: %s", temporary, strerror(errno));
    if (fwrite(data, 1, size, file) != size || fclose(file) != 0 ||
        rename(temporary, path) != 0)
        fail_because("cannot write %s: %s", path, strerror(errno));
}

void write_text(const char *path, const char *text)
{
    write_file(path, text, strlen(text));
}

void copy_file(const char *from, const char *to)
{
    size_t size = 0;
    char *data = read_file(from, &size);

    write_file(to, data, size);
    free(data);
}

char *read_file_if(const char *path, size_t *size)
{
    char *data = NULL;
    char part[16384];
    size_t got = 0;
    FILE *in = fopen(path, "re");
    FILE *out = NULL;

    if (in == NULL)
        return NULL;
    out = open_memstream(&data, size); /* it puts the NUL behind */
    while (out != NULL && feof(in) == 0 && ferror(in) == 0) {
        got = fread(part, 1, sizeof part, in);
        (void)fwrite(part, 1, got, out); /* memory: shows in fclose */
    }
    if (out != NULL && (ferror(in) | fclose(out)) != 0) {
        free(data);
        data = NULL;
    }
    (void)fclose(in); /* only read from */
    return data;
}

char *read_file(const char *path, size_t *size)
{
    char *data = read_file_if(path, size);

    if (data == NULL)
        fail_because("cannot read %s", path);
    return data;
}
