/* SPDX-License-Identifier: MIT */
/* realpath is of X/Open. */
#define _XOPEN_SOURCE 700
#include "subject.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pattern.h"
#include "say.h"

#include "probe/address.h"
#include "probe/deadline.h"
#include "probe/failure.h"
#include "probe/port.h"
#include "probe/proc.h"

/* ---- Start ------------------------------------------------------------- */

/* Beside this very binary. */
static void find_library(char path[PATH_MAX])
{
    static const char name[] = "libheapmeter.so";
    char self[PATH_MAX];
    ssize_t length =
        readlink("/proc/self/exe", self, sizeof self - sizeof name);

    if (length < 0)
        fail_because("/proc/self/exe: %s", strerror(errno));
    self[length] = '\0';
    memcpy(strrchr(self, '/') + 1, name, sizeof name); /* it is absolute */
    if (realpath(self, path) == NULL)
        fail_because("%s: %s; make instruments builds it", self,
                     strerror(errno));
    /* ld.so(8): either of them ends a name in LD_PRELOAD, with no escape. */
    if (strpbrk(path, " :") != NULL)
        fail_because("%s: LD_PRELOAD holds no path with a blank or a colon: "
                     "move the kit",
                     path);
}

/* A server may change its user, and its workers have meters, too. */
static void make_folders(struct subject *subject)
{
    make_folder(subject->folder);
    join_path(subject->meters, subject->folder, "meter");
    assert_system_ok(chmod(subject->folder, 0711));
    assert_system_ok(mkdir(subject->meters, 0700));
    assert_system_ok(chmod(subject->meters, 01777));
}

static void start(struct subject *subject)
{
    const char *others = getenv("LD_PRELOAD");
    char library[PATH_MAX];
    static char preload[2 * PATH_MAX], folder[PATH_SIZE + 32];
    static char stacks[] = "HEAPMETER_STACKS=1";
    /* Small objects of Python come from pools that it maps, by itself. */
    static char python[] = "PYTHONMALLOC=malloc";
    const char *const environment[] = {
        preload, folder, stacks,
        getenv("PYTHONMALLOC") == NULL ? python : NULL, NULL};

    find_library(library);
    make_folders(subject);
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s%s%s", library,
                   others != NULL ? ":" : "", others != NULL ? others : "");
    (void)snprintf(folder, sizeof folder, "HEAPMETER_DIR=%s", subject->meters);
    /* What its parent leaves behind stays below us. */
    assert_system_ok(prctl(PR_SET_CHILD_SUBREAPER, 1));
    process_start(&subject->process, subject->folder,
                  &(struct command){
                      .argv = (const char *const *)subject->options->command,
                      .environment = environment});
    subject->root = subject->process.pid;
}

bool subject_is_gone(struct subject *subject)
{
    if (subject->options->pid != 0)
        return kill(subject->root, 0) != 0 && errno == ESRCH;
    return process_ended(&subject->process) &&
           tree_of(getpid(), (pid_t[TREE_MAX]){0}) == 1;
}

void subject_show_log(const struct subject *subject)
{
    const char *const files[] = {subject->process.err, subject->process.out};

    for (int i = 0; i < 2; i++) {
        size_t size = 0;
        char *text = read_file_if(files[i], &size);

        if (size > 0 && text != NULL)
            say("its output ends so:\n%s",
                text + (size > 1500 ? size - 1500 : 0));
        free(text);
    }
}

void subject_fail(struct subject *subject, const char *why)
{
    say("%s", why);
    if (subject->options->pid == 0)
        subject_show_log(subject);
    subject_end(subject);
    exit(2);
}

/* ---- Until it listens -------------------------------------------------- */

static void ports_of(struct subject *subject, struct ports *ports)
{
    pid_t pids[TREE_MAX];
    size_t count =
        tree_of(subject->options->pid != 0 ? subject->root : getpid(), pids);

    *ports = (struct ports){.count = 0};
    for (size_t i = 0; i < count; i++) {
        if (pids[i] != getpid())
            (void)ports_add(pids[i], ports); /* ended, or not ours to see */
    }
}

/*
 * The one wanted or, of 0, the one there is. Returns 0 for not yet, and in
 * *many whether there are several.
 */
static unsigned find_port(struct subject *subject, unsigned wanted, bool *many)
{
    struct ports ports;

    ports_of(subject, &ports);
    *many = wanted == 0 && ports.count > 1;
    for (size_t i = 0; i < ports.count; i++) {
        if (wanted == 0 || ports.listening[i] == wanted)
            return ports.listening[i];
    }
    return 0;
}

static unsigned await_port(struct subject *subject, unsigned wanted)
{
    struct deadline deadline = deadline_start();
    unsigned found = 0;
    bool many = false;

    while (found == 0) {
        if (subject->options->pattern != NULL && wanted == 0)
            wanted =
                address_by_pattern(subject->options->pattern,
                                   subject->process.out, subject->process.err);
        if (subject->options->pattern == NULL || wanted != 0)
            found = find_port(subject, wanted, &many);
        if (many)
            subject_fail(subject, "it listens on several ports: say which in "
                                  "--url, or by --listening-pattern");
        if (subject_is_gone(subject))
            subject_fail(subject, "the server ended before it listened");
        if (say_interrupted() != 0)
            return 0;
        if (found == 0 && !deadline_wait(&deadline))
            subject_fail(subject,
                         wanted != 0
                             ? "the server does not listen on the port "
                               "that was named"
                             : "the server listens on no port");
        say_progress("waits for the server to listen");
    }
    return found;
}

bool subject_has_ended(struct subject *subject)
{
    struct deadline deadline = deadline_start();
    bool many = false;

    while (!subject_is_gone(subject)) {
        if (subject->service == NULL ||
            find_port(subject, subject->service->port, &many) != 0 ||
            !deadline_wait(&deadline))
            return false;
    }
    return true;
}

/* ---- Begin and end ----------------------------------------------------- */

static struct subject *begun; /* and not ended, whatever ends us */

static void end_begun(void)
{
    if (begun != NULL)
        subject_end(begun);
}

void subject_begin(struct subject *subject, const struct options *options)
{
    struct address address = {.port = 0};
    struct proc proc;
    unsigned port = 0;

    *subject = (struct subject){.options = options, .linger = 6};
    if (options->url != NULL && address_parse(&address, options->url) < 0) {
        say("--url %s: must be " ADDRESS_FORM, options->url);
        exit(2);
    }
    subject->root = options->pid;
    begun = subject;
    (void)atexit(end_begun); /* there is room for 32 of them */
    if (options->pid == 0)
        start(subject);
    else if (subject_is_gone(subject))
        subject_fail(subject, "there is no such process");
    else if (proc_read(subject->root, &proc) < 0 && errno == EACCES)
        subject_fail(subject, "the server " PROC_REFUSED);
    if (options->url != NULL) {
        port = await_port(subject, address.port);
        address_request(&address, port, subject->ask, sizeof subject->ask);
        (void)snprintf(subject->host, sizeof subject->host, "%s",
                       address.host);
        if (port != 0)
            subject->service =
                service_elsewhere(subject->host, port, subject->ask);
    }
}

pid_t subject_listener(const struct subject *subject)
{
    for (size_t i = 0; i < subject->count; i++) {
        struct ports ports = {.count = 0};

        if (ports_add(subject->member[i].pid, &ports) == 0 && ports.count > 0)
            return subject->member[i].pid;
    }
    return subject->root;
}

/* Whoever is below us is the server's: its clients have ended. */
static bool signal_all(int number)
{
    pid_t pids[TREE_MAX];
    size_t count = tree_of(getpid(), pids);

    for (size_t i = 1; i < count; i++)
        (void)kill(pids[i], number); /* it may have ended meanwhile */
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    return count > 1;
}

static void end_server(struct subject *subject)
{
    struct deadline deadline = deadline_start();

    if (!process_ended(&subject->process))
        (void)kill(subject->process.pid, SIGTERM); /* our own child */
    while (!process_ended(&subject->process) && deadline_wait(&deadline))
        continue;
    /*
     * Workers that have outlived it, and what does not heed SIGTERM. What sudo
     * has started is not ours to kill.
     */
    deadline = deadline_start();
    while (signal_all(SIGKILL)) {
        if (!deadline_wait(&deadline)) {
            say("a process of the server goes on: end it by hand");
            break;
        }
    }
}

void subject_end(struct subject *subject)
{
    for (size_t i = 0; i < subject->count; i++)
        heapmeter_close(&subject->member[i].meter);
    subject->count = 0;
    begun = NULL;
    if (subject->options->pid == 0 && subject->root != 0)
        end_server(subject);
    files_remove_all();
}
