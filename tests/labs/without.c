/* SPDX-License-Identifier: MIT */
/*
 * without ptrace|ipv6|flock COMMAND...: runs it where the kernel refuses that,
 * as in a container that is not granted it, or on a file system that has no
 * locks.
 */
#define _GNU_SOURCE /* syscall numbers beside POSIX */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(field) \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* On to the next instruction if it is so, else past `skip` of them. */
#define UNLESS(value, skip) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))
#define REFUSE(error) \
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)(error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static struct sock_filter no_ptrace[] = {
    LOAD(nr),
    UNLESS(SYS_ptrace, 1),
    REFUSE(EPERM),
    ALLOW,
};

static struct sock_filter no_flock[] = {
    LOAD(nr),
    UNLESS(SYS_flock, 1),
    REFUSE(ENOSYS),
    ALLOW,
};

/* The low half of the first argument: little-endian, as all we run on. */
static struct sock_filter no_ipv6[] = {
    LOAD(nr),
    UNLESS(SYS_socket, 3),
    LOAD(args[0]),
    UNLESS(AF_INET6, 1),
    REFUSE(EAFNOSUPPORT),
    ALLOW,
};

#define PROGRAM(filter) sizeof(filter) / sizeof *(filter), (filter)

static struct refusal {
    const char *name;
    struct sock_fprog program;
} refusals[] = {
    {"ptrace", {PROGRAM(no_ptrace)}},
    {"ipv6", {PROGRAM(no_ipv6)}},
    {"flock", {PROGRAM(no_flock)}},
};

int main(int argc, char **argv)
{
    size_t i = 0, count = sizeof refusals / sizeof *refusals;

    while (argc > 2 && i < count && strcmp(argv[1], refusals[i].name) != 0)
        i++;
    if (argc < 3 || i == count) {
        (void)fputs("usage: without ptrace|ipv6|flock COMMAND...\n", stderr);
        return 2;
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &refusals[i].program) < 0) {
        perror("without: seccomp");
        return 2;
    }
    (void)execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 127;
}
