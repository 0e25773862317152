/* SPDX-License-Identifier: MIT */
/*
 * The live page behind `make show`. This process only waits: a second one
 * serves the page and runs the servers. However that ends, here all processes
 * below it are ended, and the folder is removed that their files are in.
 */
#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bounds.h"
#include "compare/model.h"
#include "conduct.h"
#include "http.h"
#include "hub.h"
#include "options.h"
#include "page.h"
#include "variants.h"

#include "mtls-load/standard.h"
#include "probe/adopted.h"
#include "probe/failure.h"
#include "probe/say.h"

/* ---- The second process ------------------------------------------------ */

static void fail(const char *text, const char *file, int line)
{
    (void)file, (void)line;
    say("%s", text);
    _exit(1); /* what is to be ended and removed is the first one's */
}

/* Better said now than after the page is open. */
static void check(const struct options *options)
{
    static const char *const needed[] = {"heapmeter", "libheapmeter.so",
                                         "mtls-load"};
    const char *folder = getenv("MTLS_INSTRUMENTS");
    char path[PATH_SIZE];

    if (folder == NULL) /* main() sets it, where memory was left for it */
        fail_because("out of memory");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        join_path(path, folder, needed[i]);
        if (access(path, R_OK) < 0)
            fail_because("%s: %s: make instruments builds it", path,
                         strerror(errno));
    }
    if (strpbrk(folder, " :") != NULL)
        fail_because("%s: a blank or colon would end it in LD_PRELOAD: move "
                     "the kit",
                     folder);
    if (!variant_is_built(0) || !variant_is_built(variant_leaky()))
        fail_because("there is no server in %s: make build builds them",
                     options->build);
}

static int serve(const struct options *options)
{
    check(options);
    model_read(options->truth);
    page_load(options->page);
    bounds_begin();
    (void)curl_global_init(CURL_GLOBAL_DEFAULT); /* shows at first use */
    http_begin(options->port);
    (void)printf("%s\n", http_url());
    if (standard_written() < 0)
        fail_because("stdout: %s: nobody can see where the page is",
                     strerror(errno));
    conduct(options);
    http_end();
    hub_free();
    page_free();
    curl_global_cleanup();
    return 1;
}

static void become_second(const struct options *options, pid_t first,
                          const sigset_t *held)
{
    /* The second: the first may have died before it was in force. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != first)
        _exit(1);
    /* A group of its own: Ctrl-C is for the first. It writes all the same. */
    (void)setpgid(0, 0);
    (void)sigprocmask(SIG_BLOCK, held, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    files_forget_all();
    fail_by = fail;
    _exit(serve(options));
}

/* ---- The first --------------------------------------------------------- */

static void hold(sigset_t *held)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGTTOU};

    (void)sigemptyset(held); /* none of these can fail */
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        (void)sigaddset(held, numbers[i]);
    (void)sigprocmask(SIG_BLOCK, held, NULL);
}

/* Until a signal or the second's end: the exit status. */
static int watch_over(pid_t second, const sigset_t *held)
{
    for (;;) {
        int status = 0;
        int number = sigwaitinfo(held, NULL);

        if (number == SIGINT || number == SIGTERM || number == SIGHUP)
            return 0;
        if (waitpid(second, &status, WNOHANG) != second)
            continue;
        if (WIFSIGNALED(status))
            say("ended by signal %d", WTERMSIG(status));
        return 1;
    }
}

static int supervise(const struct options *options)
{
    pid_t first = getpid();
    pid_t second = -1;
    char work[PATH_SIZE];
    sigset_t held;
    int status = 1;

    hold(&held);
    adopted_begin();
    make_folder(work);
    (void)setenv("TMPDIR", work, 1); /* of all that is started from here on */
    (void)fflush(NULL);
    second = fork();
    if (second == 0)
        become_second(options, first, &held);
    if (second > 0)
        status = watch_over(second, &held);
    else
        say("cannot fork: %s", strerror(errno));
    adopted_end();
    files_remove_all();
    return status;
}

int main(int argc, char **argv)
{
    char instruments[PATH_SIZE];
    struct options options;
    int status = -1;

    standard_hold();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return standard_written() == 0 ? status : 1;
    (void)snprintf(instruments, sizeof instruments, "%s/instruments",
                   options.build);
    (void)setenv("MTLS_INSTRUMENTS", instruments, 0);
    (void)setenv("MTLS_CERTS", options.certs, 0);
    (void)setenv("MTLS_TEST_PATIENCE", "60", 0); /* deadline.h */
    variants_begin(options.build);
    return supervise(&options);
}
