/* SPDX-License-Identifier: MIT */
/*
 * Which process a number means: the same one may be given twice, in two pid
 * namespaces or one after the other. Both the preloaded library and the
 * reader ask proc(5) here; nothing allocates. 0 stands for "not known".
 */
/* The including file has _GNU_SOURCE or POSIX.1-2008 set. */
#ifndef HEAPMETER_IDENTITY_H
#define HEAPMETER_IDENTITY_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The pid namespace of the caller: no two live ones have the same inode. */
static inline uint64_t identity_space(void)
{
    struct stat st;

    return stat("/proc/self/ns/pid", &st) == 0 ? (uint64_t)st.st_ino : 0;
}

/*
 * When the process of /proc/NAME was made, in clock ticks since the boot: an
 * exec leaves it as it is. The 22nd word of proc_pid_stat(5); the second,
 * the name, may hold blanks and brackets, but no later one does.
 */
static inline uint64_t identity_born(const char *name)
{
    char path[64];
    char text[1024];
    const char *p = NULL;
    ssize_t n;
    int fd;

    (void)snprintf(path, sizeof path, "/proc/%s/stat", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    n = read(fd, text, sizeof text - 1);
    (void)close(fd); /* read only */
    if (n > 0) {
        text[n] = '\0';
        p = strrchr(text, ')');
    }
    for (int word = 2; p != NULL && word < 22; word++)
        p = strchr(p + 1, ' ');
    return p != NULL ? strtoull(p + 1, NULL, 10) : 0;
}

/* A meter's file in DIR; as snprintf(3). */
static inline int identity_file(char *path, size_t size, const char *dir,
                                pid_t pid)
{
    return snprintf(path, size, "%s/%ld.%llu", dir, (long)pid,
                    (unsigned long long)identity_space());
}

#endif
