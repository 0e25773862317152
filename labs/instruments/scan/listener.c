/* SPDX-License-Identifier: MIT */
/*
 * Whether the process of --pid is the server that is scanned.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "findings.h"
#include "scan.h"

#include "probe/failure.h"
#include "probe/port.h"
#include "probe/tree.h"

/* Elsewhere, as in a container, a port may have another number. */
static bool is_in_our_network(pid_t pid)
{
    char path[64];
    struct stat ours, its;

    (void)snprintf(path, sizeof path, "/proc/%ld/ns/net", (long)pid);
    return stat("/proc/self/ns/net", &ours) == 0 && stat(path, &its) == 0 &&
           ours.st_dev == its.st_dev && ours.st_ino == its.st_ino;
}

static bool listens(pid_t pid, unsigned port)
{
    struct ports ports = {.count = 0};

    if (ports_add(pid, &ports) < 0)
        return false; /* it has ended */
    for (size_t i = 0; i < ports.count; i++) {
        if (ports.listening[i] == port)
            return true;
    }
    return false;
}

void prepare_listener(const struct scan *scan)
{
    pid_t pid = scan->options->pid;
    unsigned port = scan->options->address.port;
    pid_t pids[TREE_MAX], other = 0;
    size_t count = 0, others = 0;

    if (pid == 0 || !is_in_our_network(pid))
        return;
    count = tree_of(pid, pids);
    for (size_t i = 1; i < count; i++) {
        if (listens(pids[i], port)) {
            other = pids[i];
            others++;
        }
    }
    if (listens(pid, port)) {
        if (others > 0)
            not_judged("left behind: in process %ld, which listens, too; "
                       "there are %zu such: measure --pid looks at all",
                       (long)other, others);
    } else if (others > 0) {
        fail_because("--pid %ld: it does not listen on port %u; process %ld "
                     "does, which came of it: say --pid %ld",
                     (long)pid, port, (long)other, (long)other);
    } else {
        fail_because("--pid %ld: it does not listen on port %u: say the pid "
                     "of the server",
                     (long)pid, port);
    }
}
