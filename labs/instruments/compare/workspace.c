/* SPDX-License-Identifier: MIT */
/*
 * Making and removing the folders of a run.
 */
/* nftw is of XSI, which POSIX makes optional; realpath likewise. */
#define _XOPEN_SOURCE 700
#include "workspace.h"

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"

int workspace_path(char path[PATH_MAX], const char *format, ...)
{
    va_list arguments;
    int length = 0;

    va_start(arguments, format);
    length = vsnprintf(path, PATH_MAX, format, arguments);
    va_end(arguments);
    if (length >= 0 && length < PATH_MAX)
        return 0;
    return say("the path %.60s... is too long", path);
}

/* ---- What must be there ---------------------------------------------- */

/* Better said now than after a minute of measuring. */
static int find_gnuplot(void)
{
    const char *path = getenv("PATH");
    char *copy = strdup(path != NULL ? path : "/usr/local/bin:/usr/bin:/bin");
    char *rest = NULL;
    char file[PATH_MAX];
    int found = -1;

    for (char *folder = copy == NULL ? NULL : strtok_r(copy, ":", &rest);
         folder != NULL && found < 0; folder = strtok_r(NULL, ":", &rest)) {
        if (workspace_path(file, "%s/gnuplot", folder) == 0)
            found = access(file, X_OK);
    }
    free(copy);
    return found == 0 ? 0
                      : say("cannot draw the curves without gnuplot: make "
                            "deps installs it (package gnuplot-nox)");
}

static int find_instruments(struct workspace *workspace)
{
    const char *build = workspace->options->build;
    char meter[PATH_MAX];
    char whole[PATH_MAX];

    if (workspace_path(workspace->load, "%s/instruments/mtls-load", build) <
            0 ||
        workspace_path(meter, "%s/instruments/libheapmeter.so", build) < 0)
        return -1;
    if (access(workspace->load, X_OK) < 0)
        return say("%s: %s; make instruments builds it", workspace->load,
                   strerror(errno));
    if (realpath(meter, whole) == NULL)
        return say("%s: %s; make instruments builds it", meter,
                   strerror(errno));
    /* A blank or a colon in the build's path would end it in LD_PRELOAD. */
    if (symlink(whole, workspace->preload) < 0)
        return say("%s: %s", workspace->preload, strerror(errno));
    return 0;
}

/* ---- The folders ----------------------------------------------------- */

static int make_folder(const char *path)
{
    struct stat status;

    if (mkdir(path, 0755) == 0)
        return 0;
    if (errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return 0;
    return say("cannot make the folder %s: %s", path, strerror(errno));
}

/* Like mkdir -p. */
static int make_folders(const char *path)
{
    char part[PATH_MAX];

    if (workspace_path(part, "%s", path) < 0)
        return -1;
    for (char *slash = strchr(part + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (make_folder(part) < 0)
            return -1;
        *slash = '/';
    }
    return make_folder(part);
}

/* The same bytes each time, and none that compress or repeat. */
static int make_blob(const char *folder)
{
    enum { WORDS = 8192 }; /* of 8 bytes: 64 KiB */
    uint64_t state = 0x9e3779b97f4a7c15u;
    char path[PATH_MAX];
    FILE *file = NULL;
    int failed = 0;

    if (workspace_path(path, "%s/blob.bin", folder) < 0)
        return -1;
    file = fopen(path, "we");
    for (int i = 0; i < WORDS && file != NULL; i++) {
        state ^= state << 13; /* xorshift64 (Marsaglia 2003) */
        state ^= state >> 7;
        state ^= state << 17;
        failed |= fwrite(&state, sizeof state, 1, file) != 1;
    }
    if (file == NULL || fclose(file) == EOF || failed)
        return say("cannot write %s: %s", path, strerror(errno));
    return 0;
}

static int make_temporary(struct workspace *workspace)
{
    const char *folder = getenv("TMPDIR");
    char path[PATH_MAX];

    /* No blank or colon here: see find_instruments(). */
    if (folder == NULL || folder[0] != '/' ||
        strpbrk(folder, " :\t\n") != NULL)
        folder = "/tmp";
    if (workspace_path(path, "%s/mtls-compare.XXXXXX", folder) < 0)
        return -1;
    if (strlen(path) >= sizeof workspace->temporary)
        return say("TMPDIR=%s: too long a path", folder);
    if (mkdtemp(path) == NULL)
        return say("cannot make a temporary folder in %s: %s", folder,
                   strerror(errno));
    (void)snprintf(workspace->temporary, sizeof workspace->temporary, "%s",
                   path);
    (void)snprintf(workspace->data, sizeof workspace->data, "%s/data", path);
    (void)snprintf(workspace->meter, sizeof workspace->meter, "%s/meter",
                   path);
    (void)snprintf(workspace->preload, sizeof workspace->preload,
                   "%s/libheapmeter.so", path);
    return make_folder(workspace->data) < 0 ||
                   make_folder(workspace->meter) < 0 ||
                   make_blob(workspace->data) < 0
               ? -1
               : 0;
}

int workspace_remove_results(const char *output)
{
    static const char *const names[] = {"demo.json", "demo.svg", "demo.png"};
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (workspace_path(path, "%s/%s", output, names[i]) < 0)
            return -1;
        if (remove(path) < 0 && errno != ENOENT)
            return say("cannot remove the old %s: %s", path, strerror(errno));
    }
    return 0;
}

int workspace_open(struct workspace *workspace, const struct options *options)
{
    char logs[PATH_MAX];

    workspace->options = options;
    if (find_gnuplot() < 0 ||
        workspace_path(logs, "%s/demo-logs", options->output) < 0 ||
        make_folders(logs) < 0 || make_temporary(workspace) < 0)
        return -1;
    return find_instruments(workspace);
}

static int remove_one(const char *path, const struct stat *status, int type,
                      struct FTW *where)
{
    (void)status, (void)type, (void)where;
    (void)remove(path); /* what stays makes its folder stay: said below */
    return 0;
}

void workspace_close(struct workspace *workspace)
{
    if (workspace->temporary[0] == '\0')
        return;
    (void)nftw(workspace->temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (access(workspace->temporary, F_OK) == 0)
        (void)say("cannot remove %s; remove it by hand", workspace->temporary);
    workspace->temporary[0] = '\0';
}
