/* SPDX-License-Identifier: MIT */
/*
 * What heapmeter run sets up before the program starts: LD_PRELOAD with the
 * library, HEAPMETER_DIR with the folder of the meters' files.
 */
/* _GNU_SOURCE: memmem */
#define _GNU_SOURCE
#include "command.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARY "libheapmeter.so"

/* ---- LD_PRELOAD ------------------------------------------------------ */

/* Beside this very binary, wherever it was moved to. */
static int find_library(char path[PATH_MAX])
{
    const char *chosen = getenv("HEAPMETER_LIB");
    char self[PATH_MAX];

    if (chosen == NULL || chosen[0] == '\0') {
        ssize_t n =
            readlink("/proc/self/exe", self, sizeof self - sizeof(LIBRARY));

        if (n < 0)
            return fail("/proc/self/exe: %s; set HEAPMETER_LIB",
                        strerror(errno));
        self[n] = '\0';
        /* An absolute name: it has a slash, and room for ours after it. */
        memcpy(strrchr(self, '/') + 1, LIBRARY, sizeof(LIBRARY));
        chosen = self;
    }
    if (realpath(chosen, path) == NULL)
        return fail("%s: %s; build it with 'make -C "
                    "labs/instruments/heapmeter', or set HEAPMETER_LIB",
                    chosen, strerror(errno));
    /* ld.so(8): either of them ends a name in LD_PRELOAD, with no escape. */
    if (strpbrk(path, " :") != NULL)
        return fail("%s: LD_PRELOAD cannot hold a path with a blank or a "
                    "colon; copy the library elsewhere and set HEAPMETER_LIB",
                    path);
    return EXIT_OK;
}

/* gcc's AddressSanitizer insists on being the first: the program would end. */
static int set_asan_options(void)
{
    static const char option[] = "verify_asan_link_order=0";
    const char *old = getenv("ASAN_OPTIONS");
    char all[4096];
    int n = snprintf(all, sizeof all, "%s%s%s", old != NULL ? old : "",
                     old != NULL && old[0] != '\0' ? ":" : "", option);

    if (n < 0 || (size_t)n >= sizeof all)
        return fail("ASAN_OPTIONS: too long");
    if (setenv("ASAN_OPTIONS", all, 1) != 0)
        return fail("cannot set ASAN_OPTIONS: %s", strerror(errno));
    return EXIT_OK;
}

/* Where execvp(3) would find it; "" when nowhere. */
static void find_program(const char *name, char path[PATH_MAX])
{
    const char *folder = getenv("PATH");

    (void)snprintf(path, PATH_MAX, "%s", name);
    if (strchr(name, '/') != NULL)
        return;
    path[0] = '\0';
    while (folder != NULL && *folder != '\0' && access(path, X_OK) != 0) {
        size_t n = strcspn(folder, ":");

        (void)snprintf(path, PATH_MAX, "%.*s%s%s", (int)n, folder,
                       n > 0 ? "/" : "", name);
        folder += n + (folder[n] == ':');
    }
}

/* The loader's name stands in an early part of the program's file. */
bool program_of_musl(const char *name)
{
    char path[PATH_MAX];
    char start[4096];
    int fd;
    ssize_t n;

    find_program(name, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    n = read(fd, start, sizeof start);
    (void)close(fd); /* read only */
    return n > 4 && memcmp(start, "\177ELF", 4) == 0 &&
           memmem(start, (size_t)n, "/ld-musl-", 9) != NULL;
}

int prepare_preload(void)
{
    const char *others = getenv("LD_PRELOAD");
    char library[PATH_MAX];
    char *list;
    size_t size;
    int status = find_library(library);

    if (status != EXIT_OK)
        return status;
    if (others == NULL)
        others = "";
    size = strlen(library) + strlen(others) + 2;
    list = malloc(size);
    if (list == NULL)
        return fail("out of memory");
    /* First, so that another library's malloc in the list is found out. */
    (void)snprintf(list, size, "%s%s%s", library, others[0] ? ":" : "",
                   others);
    if (setenv("LD_PRELOAD", list, 1) != 0)
        status = fail("cannot set LD_PRELOAD: %s", strerror(errno));
    free(list);
    return status == EXIT_OK ? set_asan_options() : status;
}

/* ---- HEAPMETER_STACKS ------------------------------------------------ */

/* It may say already how many there is to be room for. */
int prepare_stacks(void)
{
    const char *set = getenv("HEAPMETER_STACKS");
    bool off = set == NULL || set[0] == '\0' || strcmp(set, "0") == 0;

    if (off && setenv("HEAPMETER_STACKS", "1", 1) != 0)
        return fail("cannot set HEAPMETER_STACKS: %s", strerror(errno));
    return EXIT_OK;
}

/* ---- HEAPMETER_DIR --------------------------------------------------- */

/* Whatever the umask takes away from what we make. */
static int open_to_us(const char *dir)
{
    return chmod(dir, S_IRWXU) == 0 ? EXIT_OK
                                    : fail("%s: %s", dir, strerror(errno));
}

/* DIR as given, made when missing; or a temporary one when it is NULL. */
int prepare_folder(const char *dir, char path[PATH_MAX])
{
    const char *tmp = getenv("TMPDIR");
    char template[PATH_MAX - 64];
    int status = EXIT_OK;

    if (dir == NULL) {
        int n = snprintf(template, sizeof template, "%s/heapmeter.XXXXXX",
                         tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");

        if (n < 0 || (size_t)n >= sizeof template)
            return fail("%s: too long; set TMPDIR", tmp);
        dir = mkdtemp(template);
        if (dir == NULL)
            return fail("%s: %s; set TMPDIR to a writable folder", template,
                        strerror(errno));
        status = open_to_us(dir);
    } else if (mkdir(dir, S_IRWXU) == 0) {
        status = open_to_us(dir);
    } else if (errno != EEXIST) {
        return fail("%s: %s; name a folder that can be made", dir,
                    strerror(errno));
    }
    if (status != EXIT_OK)
        return status;
    if (realpath(dir, path) == NULL)
        return fail("%s: %s", dir, strerror(errno));
    if (access(path, W_OK | X_OK) != 0)
        return fail("%s: %s; name a folder that you may write to", path,
                    strerror(errno));
    if (setenv("HEAPMETER_DIR", path, 1) != 0)
        return fail("cannot set HEAPMETER_DIR: %s", strerror(errno));
    return EXIT_OK;
}

/*
 * The temporary folder holds the meters' files and nothing else. Should a
 * grandchild live on, it keeps its mapping and notices nothing.
 */
void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    if (dir == NULL) {
        (void)fail("%s: %s", path, strerror(errno));
        return;
    }
    while ((entry = readdir(dir)) != NULL)
        (void)unlinkat(dirfd(dir), entry->d_name, 0); /* rmdir tells */
    (void)closedir(dir);                              /* read only */
    if (rmdir(path) != 0)
        (void)fail("%s: %s", path, strerror(errno));
}
