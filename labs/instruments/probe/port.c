/* SPDX-License-Identifier: MIT */
#include "port.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As /proc/net/tcp has it: include/net/tcp_states.h of Linux. */
#define STATE_LISTEN 0x0a

struct inodes {
    unsigned long *at;
    size_t count, room;
};

static int compare(const void *a, const void *b)
{
    unsigned long left = *(const unsigned long *)a;
    unsigned long right = *(const unsigned long *)b;

    return (left > right) - (left < right);
}

static void add(struct inodes *inodes, unsigned long inode)
{
    if (inodes->count == inodes->room) {
        size_t room = 2 * inodes->room + 64;
        unsigned long *at = realloc(inodes->at, room * sizeof *at);

        if (at == NULL)
            return; /* one socket less is known */
        inodes->at = at;
        inodes->room = room;
    }
    inodes->at[inodes->count++] = inode;
}

static int read_inodes(pid_t pid, struct inodes *inodes)
{
    char path[64];
    DIR *folder = NULL;
    const struct dirent *entry = NULL;
    int status = 0;

    (void)snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    folder = opendir(path);
    if (folder == NULL)
        return -1;
    while ((entry = readdir(folder)) != NULL) {
        char target[64] = "";

        if (readlinkat(dirfd(folder), entry->d_name, target,
                       sizeof target - 1) < 0)
            status = errno == EACCES ? -1 : status; /* else closed meanwhile */
        else if (strncmp(target, "socket:[", 8) == 0)
            add(inodes, strtoul(target + 8, NULL, 10));
    }
    (void)closedir(folder); /* only read from */
    if (inodes->count > 0)
        qsort(inodes->at, inodes->count, sizeof *inodes->at, compare);
    return status;
}

static void note(struct ports *ports, unsigned port)
{
    if (ports->count == PORTS_MAX)
        return;
    for (size_t i = 0; i < ports->count; i++) {
        if (ports->listening[i] == port)
            return;
    }
    ports->listening[ports->count++] = port;
}

/*
 * "  0: 0100007F:1F90 00000000:0000 0A ... uid timeout inode"
 * Linux lists sockets that listen before all others, of which there may be ten
 * thousands: once ours have been seen, those are not read.
 */
static void read_table(pid_t pid, const char *name,
                       const struct inodes *inodes, struct ports *ports)
{
    char path[64], line[512];
    FILE *file = NULL;
    bool seen = false;

    (void)snprintf(path, sizeof path, "/proc/%ld/net/%s", (long)pid, name);
    file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *field[10] = {NULL};
        char *rest = NULL;
        size_t count = 0;
        unsigned long inode = 0;

        for (char *word = strtok_r(line, " \n", &rest);
             word != NULL && count < 10; word = strtok_r(NULL, " \n", &rest))
            field[count++] = word;
        if (count < 10 || strchr(field[1], ':') == NULL)
            continue; /* the heading */
        if (strtoul(field[3], NULL, 16) != STATE_LISTEN) {
            if (seen)
                break;
            continue;
        }
        inode = strtoul(field[9], NULL, 10);
        if (bsearch(&inode, inodes->at, inodes->count, sizeof inode,
                    compare) == NULL)
            continue;
        seen = true;
        note(ports, (unsigned)strtoul(strchr(field[1], ':') + 1, NULL, 16));
    }
    if (file != NULL)
        (void)fclose(file); /* only read from */
}

int ports_add(pid_t pid, struct ports *ports)
{
    struct inodes inodes = {0};
    int status = read_inodes(pid, &inodes);

    if (inodes.count > 0) {
        read_table(pid, "tcp", &inodes, ports);
        read_table(pid, "tcp6", &inodes, ports);
    }
    free(inodes.at);
    return status;
}
