/* SPDX-License-Identifier: MIT */
/* putenv is of X/Open; pipe2 is Linux's. */
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failure.h"

#define ARGUMENTS_MAX 64
#define CANNOT_EXEC 127 /* as the shell has it */

/* ---- In the child ---------------------------------------------------- */

static int redirect(const char *path, int descriptor)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);

    if (file < 0 || dup2(file, descriptor) < 0)
        return -1;
    return close(file);
}

/*
 * Without these two in the bounding set, exec leaves root with no more than
 * what the modes of a file grant its owner (capabilities(7)). Who is not root
 * cannot drop them, and does not have them.
 */
static void obey_modes(void)
{
    (void)prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    (void)prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

static void become(const struct process *process,
                   const struct command *command, char **argv)
{
    const char *const *variable = command->environment;
    sigset_t none;

    /* What is ignored stays so across exec; handlers do not. */
    (void)signal(SIGPIPE, SIG_DFL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (redirect(process->out, STDOUT_FILENO) < 0 ||
        redirect(process->err, STDERR_FILENO) < 0)
        _exit(CANNOT_EXEC);
    for (; variable != NULL && *variable != NULL; variable++) {
        if (putenv((char *)*variable) != 0)
            _exit(CANNOT_EXEC);
    }
    if (command->obey_modes)
        obey_modes();
    if (argv[0] == NULL)
        _exit(CANNOT_EXEC);
    (void)execvp(argv[0], argv);
    (void)dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0],
                  strerror(errno));
    _exit(CANNOT_EXEC);
}

static void become_child(const struct process *process,
                         const struct command *command, char **argv,
                         pid_t parent)
{
    /* The second: the parent may have died before the first was in force. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(CANNOT_EXEC);
    become(process, command, argv);
}

/* By a process in between, which tells `told` whom it has left behind. */
static void become_orphan(const struct process *process,
                          const struct command *command, char **argv, int told)
{
    pid_t between = getpid();
    pid_t orphan = 0;

    (void)setsid(); /* cannot fail: it leads no group */
    orphan = fork();
    if (orphan != 0)
        _exit(write(told, &orphan, sizeof orphan) == sizeof orphan
                  ? 0
                  : CANNOT_EXEC);
    while (getppid() == between)
        (void)poll(NULL, 0, 1); /* from look to look */
    become(process, command, argv);
}

/* ---- In the test ----------------------------------------------------- */

static pid_t start_orphan(struct process *process,
                          const struct command *command, char **argv)
{
    pid_t orphan = -1, between = 0;
    int told[2];

    assert_system_ok(pipe2(told, O_CLOEXEC));
    between = fork();
    if (between == 0)
        become_orphan(process, command, argv, told[1]);
    (void)close(told[1]);
    if (between > 0 && (read(told[0], &orphan, sizeof orphan) < 0 ||
                        waitpid(between, NULL, 0) < 0))
        orphan = -1;
    (void)close(told[0]);
    process->watch = orphan > 0 ? pidfd_open(orphan, 0) : 0;
    return process->watch < 0 ? -1 : orphan;
}

static void append(char **argv, size_t *count, const char *const *from)
{
    for (; from != NULL && *from != NULL; from++) {
        if (*count == ARGUMENTS_MAX)
            fail_because("more than %d arguments", ARGUMENTS_MAX);
        argv[(*count)++] = (char *)*from; /* exec does not write to it */
    }
}

void process_start(struct process *process, const char *folder,
                   const struct command *command)
{
    char *argv[ARGUMENTS_MAX + 1] = {NULL};
    pid_t parent = getpid();
    size_t count = 0;

    *process = (struct process){.exit = -1};
    join_path(process->out, folder, "stdout");
    join_path(process->err, folder, "stderr");
    append(argv, &count, command->wrapper);
    append(argv, &count, command->argv);
    /* Ignored, as our parent may have left it, no end would be reported. */
    (void)signal(SIGCHLD, SIG_DFL);
    /* The child must not write out again what waits in our buffers. */
    (void)fflush(NULL);
    process->pid =
        command->orphan ? start_orphan(process, command, argv) : fork();
    if (process->pid == 0)
        become_child(process, command, argv, parent);
    if (process->pid < 0) {
        process->pid = 0;
        fail_because("cannot fork: %s", strerror(errno));
    }
}

static void note_status(struct process *process, int status)
{
    process->pid = 0;
    process->exit =
        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Of an orphan; with -1, waits for that. */
static bool orphan_ended(struct process *process, int milliseconds)
{
    struct pollfd watched = {.fd = process->watch, .events = POLLIN};

    if (poll(&watched, 1, milliseconds) != 1)
        return false;
    (void)close(process->watch); /* only watched */
    process->watch = 0;
    note_status(process, 0);
    return true;
}

bool process_ended(struct process *process)
{
    int status = 0;

    if (process->watch != 0)
        return orphan_ended(process, 0);
    if (process->pid != 0 &&
        waitpid(process->pid, &status, WNOHANG) == process->pid)
        note_status(process, status);
    return process->pid == 0;
}

int process_wait(struct process *process)
{
    struct deadline deadline = deadline_start();

    while (!process_ended(process)) {
        if (!deadline_wait(&deadline)) {
            process_kill(process);
            fail_because("it did not end and had to be killed");
        }
    }
    return process->exit;
}

void process_kill(struct process *process)
{
    int status = 0;

    if (process->pid == 0)
        return;
    (void)kill(process->pid, SIGKILL); /* our own: cannot fail */
    if (process->watch != 0)
        (void)orphan_ended(process, -1);
    else if (waitpid(process->pid, &status, 0) == process->pid)
        note_status(process, status);
}

unsigned long process_raise_descriptors(void)
{
    struct rlimit files;

    assert_system_ok(getrlimit(RLIMIT_NOFILE, &files));
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files); /* it may always be raised so */
    return (unsigned long)files.rlim_cur;
}

/* ---- To the end ------------------------------------------------------ */

struct finished process_run(const struct command *command)
{
    struct finished finished = {0};
    struct process process;
    char folder[PATH_SIZE];
    size_t size = 0;

    make_folder(folder);
    process_start(&process, folder, command);
    finished.exit = process_wait(&process);
    finished.out = read_file(process.out, &size);
    finished.err = read_file(process.err, &size);
    return finished;
}

void finished_free(struct finished *finished)
{
    free(finished->out);
    free(finished->err);
    *finished = (struct finished){0};
}
