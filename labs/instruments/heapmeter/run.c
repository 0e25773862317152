/* SPDX-License-Identifier: MIT */
/*
 * heapmeter run: starts a program with the library preloaded, waits for it
 * like time(1) does, and says what its heap held at the end.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define CANNOT_RUN 126 /* as the shells have it */
#define NOT_FOUND 127

extern char **environ;

/* ---- Running --------------------------------------------------------- */

static volatile sig_atomic_t child;

static void pass_on(int signal_number)
{
    int error = errno;

    if (child > 0)
        (void)kill((pid_t)child, signal_number); /* gone: nothing to do */
    errno = error;
}

/* As nohup leaves it: the program is to ignore it, too. */
static void pass_on_unless_ignored(int number, const struct sigaction *forward)
{
    struct sigaction was;

    (void)sigaction(number, forward, &was); /* cannot fail for these two */
    if (was.sa_handler == SIG_IGN)
        (void)sigaction(number, &was, NULL);
}

/*
 * SIGINT and SIGQUIT reach the program from the terminal by itself; TERM
 * and HUP are mostly meant for it: it is what whoever sends them started.
 */
static int spawn(char **argv, pid_t *pid)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction forward = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    struct sigaction was_int;
    struct sigaction was_quit;
    posix_spawnattr_t attr;
    sigset_t defaults;
    sigset_t mask;
    sigset_t forwarded;
    int error = posix_spawnattr_init(&attr);

    if (error != 0)
        return error;
    /* None of these can fail for valid signals. */
    (void)sigemptyset(&defaults);
    (void)sigemptyset(&forwarded);
    (void)sigaddset(&forwarded, SIGTERM);
    (void)sigaddset(&forwarded, SIGHUP);
    (void)sigaction(SIGINT, &ignore, &was_int);
    (void)sigaction(SIGQUIT, &ignore, &was_quit);
    /* Ignored, as our parent may have left it, no end would be reported. */
    (void)signal(SIGCHLD, SIG_DFL);
    if (was_int.sa_handler != SIG_IGN) /* as nohup and "&" leave them */
        (void)sigaddset(&defaults, SIGINT);
    if (was_quit.sa_handler != SIG_IGN)
        (void)sigaddset(&defaults, SIGQUIT);
    /* Held back until there is a child to pass them on to. */
    (void)sigprocmask(SIG_BLOCK, &forwarded, &mask);
    pass_on_unless_ignored(SIGTERM, &forward);
    pass_on_unless_ignored(SIGHUP, &forward);
    (void)posix_spawnattr_setsigdefault(&attr, &defaults);
    (void)posix_spawnattr_setsigmask(&attr, &mask);
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETSIGMASK);
    error = posix_spawnp(pid, argv[0], NULL, &attr, argv, environ);
    (void)posix_spawnattr_destroy(&attr);
    child = error == 0 ? *pid : 0;
    (void)sigprocmask(SIG_SETMASK, &mask, NULL);
    return error;
}

static int wait_for(pid_t pid)
{
    siginfo_t info;
    int status;

    /*
     * First without reaping: while its number is taken, a signal that is
     * passed on cannot hit a stranger.
     */
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR)
            return fail("waiting: %s", strerror(errno));
    }
    child = 0;
    if (waitpid(pid, &status, 0) < 0)
        return fail("waiting: %s", strerror(errno));
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void summarize(const char *dir, pid_t pid, const char *program)
{
    struct heapmeter m;
    struct heapmeter_sample s;
    const char *remark;

    if (heapmeter_open(&m, dir, pid) != 0) {
        (void)fail("%s was not metered: %s", program,
                   errno == ENOENT
                       ? "a line of its process above says why; if there is "
                         "none, the library was not loaded: a program that "
                         "is statically linked, setuid, or of another "
                         "architecture or C library cannot be metered"
                       : strerror(errno));
        return;
    }
    if (read_named(&m, &s, program) == EXIT_OK) {
        (void)fprintf(stderr,
                      "heapmeter: %s (pid %ld): %" PRIu64 " blocks, %" PRIu64
                      " bytes live at exit; peak %" PRIu64 " bytes; %" PRIu64
                      " allocations\n",
                      s.program, (long)s.pid, s.blocks, s.bytes, s.peak_bytes,
                      s.allocs);
        for (unsigned i = 0; (remark = heapmeter_remark(&s, i)) != NULL; i++)
            (void)fprintf(stderr, "heapmeter: but %s\n", remark);
        if (!s.settled)
            (void)fputs("heapmeter: but it ended within an allocation, which "
                        "may be counted in part\n",
                        stderr);
        if (s.foreign > 0)
            (void)fprintf(stderr,
                          "heapmeter: but %" PRIu64 " frees and reallocs "
                          "were of blocks that bypassed the meter\n",
                          s.foreign);
    }
    heapmeter_close(&m);
}

static int run(char **argv, const char *dir)
{
    char path[PATH_MAX];
    pid_t pid;
    bool foreign = program_of_musl(argv[0]);
    int status = EXIT_OK;
    int error;

    if (foreign)
        (void)fail("%s is not metered: its C library is musl; only glibc's "
                   "malloc is metered: build it with that",
                   argv[0]);
    else
        status = prepare_preload();
    if (status == EXIT_OK)
        status = prepare_folder(dir, path);
    if (status != EXIT_OK)
        return status;
    error = spawn(argv, &pid);
    if (error == 0) {
        status = wait_for(pid);
        /* The program's status is told, even if nobody hears the rest. */
        (void)signal(SIGPIPE, SIG_IGN);
        (void)signal(SIGXFSZ, SIG_IGN);
        if (!foreign)
            summarize(path, pid, argv[0]);
    } else {
        (void)fail("cannot start %s: %s", argv[0], strerror(error));
        status = error == ENOENT ? NOT_FOUND : CANNOT_RUN;
    }
    if (dir == NULL)
        remove_folder(path);
    return status;
}

int command_run(int argc, char **argv)
{
    static const struct option options[] = {
        {"dir", required_argument, NULL, 'd'},
        {"stacks", no_argument, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    const char *dir = NULL;
    int c;

    opterr = 0;
    /* "+": the options end where the program's name begins. */
    while ((c = getopt_long(argc, argv, "+:", options, NULL)) != -1) {
        if (c != 'd' && c != 's')
            return misuse("run: %s: %s", argv[optind - 1],
                          c == ':' ? "value missing" : "no such option");
        if (c == 'd')
            dir = optarg;
        else if (prepare_stacks() != EXIT_OK)
            return EXIT_FAILED;
    }
    if (optind == argc)
        return misuse("run: which program?");
    return run(argv + optind, dir);
}
