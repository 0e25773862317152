/* SPDX-License-Identifier: MIT */
/*
 * fork, exec, and waiting in small steps.
 */
/* prctl(2) is Linux's own. */
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "say.h"
#include "stop.h"

/* ---- The child, before it becomes the program ------------------------ */

/* This program has one thread, so the child may call what it likes. */
static int redirect(const char *path, int flags, int onto)
{
    int file = open(path, flags | O_CLOEXEC, 0644);

    return file < 0 || dup2(file, onto) < 0 ? -1 : 0;
}

static int prepare(const struct spawn *spawn, pid_t parent)
{
    const char *out = spawn->out != NULL ? spawn->out : "/dev/null";

    if (redirect(spawn->err, O_WRONLY | O_CREAT | O_TRUNC, 2) < 0 ||
        redirect("/dev/null", O_RDONLY, 0) < 0 ||
        redirect(out, O_WRONLY | O_CREAT | O_TRUNC, 1) < 0 ||
        setpgid(0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return -1;
    if (getppid() != parent) /* it died before the prctl */
        return -1;
    /* What is ignored stays so across exec(2); handlers do not. */
    if (signal(SIGPIPE, SIG_DFL) == SIG_ERR)
        return -1;
    if (spawn->meter != NULL && setenv("HEAPMETER_DIR", spawn->meter, 1) < 0)
        return -1;
    if (spawn->preload != NULL && setenv("LD_PRELOAD", spawn->preload, 1) < 0)
        return -1;
    return 0;
}

static void become(const struct spawn *spawn, pid_t parent)
{
    /* execvp changes nothing in argv: the cast only fits its old type. */
    if (prepare(spawn, parent) == 0)
        (void)execvp(spawn->argv[0], (char *const *)spawn->argv);
    (void)fprintf(stderr, "%s: %s\n", spawn->argv[0], strerror(errno));
    _exit(127);
}

/* ---- Start and end --------------------------------------------------- */

int process_start(struct process *process, const struct spawn *spawn)
{
    pid_t parent = getpid();

    (void)fflush(stdout); /* or the child's copy of the buffer counts too */
    process->pid = fork();
    if (process->pid < 0) {
        process->pid = 0;
        return say("cannot start %s: %s", spawn->argv[0], strerror(errno));
    }
    if (process->pid == 0)
        become(spawn, parent);
    process->running = true;
    return 0;
}

bool process_running(struct process *process)
{
    pid_t got = 0;

    if (!process->running)
        return false;
    do
        got = waitpid(process->pid, &process->status, WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got != 0) /* it ended; -1 cannot be for a child of ours */
        process->running = false;
    return process->running;
}

static void wait_until(struct process *process, double deadline)
{
    while (process_running(process) && stop_clock() < deadline)
        stop_tick(5);
}

void process_end(struct process *process, double seconds)
{
    if (!process_running(process))
        return;
    /* Neither kill can fail: it is our child and not waited for yet. */
    (void)kill(process->pid, SIGTERM);
    wait_until(process, stop_clock() + seconds);
    if (!process_running(process))
        return;
    (void)kill(process->pid, SIGKILL);
    wait_until(process, stop_clock() + 60);
}

/* ---- What became of it ----------------------------------------------- */

bool process_succeeded(const struct process *process)
{
    return !process->running && WIFEXITED(process->status) &&
           WEXITSTATUS(process->status) == 0;
}

const char *process_fate(const struct process *process, char *text,
                         size_t size)
{
    if (process->running)
        (void)snprintf(text, size, "still runs");
    else if (WIFSIGNALED(process->status))
        (void)snprintf(text, size, "was killed by signal %d (%s)",
                       WTERMSIG(process->status),
                       strsignal(WTERMSIG(process->status)));
    else
        (void)snprintf(text, size, "ended with status %d",
                       WEXITSTATUS(process->status));
    return text;
}
