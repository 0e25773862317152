/* SPDX-License-Identifier: MIT */
#include "subject.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "probe/certs.h"
#include "probe/probe.h"
#include "probe/rest.h"
#include "probe/valgrind.h"

/* ---- How valgrind is run ------------------------------------------------ */

/* The whole stack, through libmicrohttpd and GnuTLS. */
#define COMMON VALGRIND, "--num-callers=40"

/* Snapshots by bytes, and the peak to the byte, not to a percent. */
#define MASSIF_OPTIONS "--tool=massif", "--peak-inaccuracy=0.0"

/* What of this one needs to see the same by hand. */
#define BY_HAND \
    "valgrind --leak-check=full --show-leak-kinds=all " \
    "--track-fds=yes " VALGRIND_NO_CHASE

/* ---- Start -------------------------------------------------------------- */

/* process_start() leaves open whatever is not marked so. */
static void inherit_nothing(void)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry = NULL;

    if (folder == NULL)
        fail_because("cannot open /proc/self/fd");
    while ((entry = readdir(folder)) != NULL) {
        int descriptor = (int)strtol(entry->d_name, NULL, 10);

        if (descriptor > 2) /* the others are there, or are "." and ".." */
            (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    (void)closedir(folder); /* only read from */
}

static void name_files(struct subject *subject)
{
    make_folder(subject->folder);
    join_path(subject->xml, subject->folder, "memcheck.xml");
    join_path(subject->log, subject->folder, "valgrind.log");
    join_path(subject->massif, subject->folder, "massif.out");
}

static struct rest come_to_rest(const struct subject *subject)
{
    struct rest rest = {.pid = subject->server->process.pid,
                        .sockets = subject->sockets};

    if (rest_wait(&rest, patience()) == REST_NOT_YET) {
        patience_ran_out();
        fail_because("the server does not come to rest: %s; %ld sockets, at "
                     "first it had %ld",
                     rest_reason(&rest), rest.proc.sockets, subject->sockets);
    }
    subject_check_alive(subject);
    return rest;
}

/* An answer that stays away may be a crash: then that is what failed. */
static struct subject watched;

static void check_watched(void)
{
    struct process *process = &watched.server->process;

    if (!process_ended(process) || process->exit != 0)
        subject_check_alive(&watched); /* else it has ended as told */
}

void subject_start(struct subject *subject, enum tool tool,
                   const char *const *options)
{
    char log[PATH_SIZE + 16], out[PATH_SIZE + 24], pipes[PATH_SIZE + 24];
    const char *const memcheck[] = {COMMON,
                                    VALGRIND_MEMCHECK,
                                    "--freelist-vol=500000000",
                                    "--track-fds=yes",
                                    "--xml=yes",
                                    log,
                                    out,
                                    pipes,
                                    NULL};
    const char *const massif[] = {COMMON, MASSIF_OPTIONS, log,
                                  out,    pipes,          NULL};
    struct service_setup setup = {
        .options = options,
        .wrapper = tool == MEMCHECK ? memcheck : massif,
    };

    *subject = (struct subject){0};
    fail_first = NULL;
    name_files(subject);
    (void)snprintf(log, sizeof log, "--log-file=%s", subject->log);
    (void)snprintf(out, sizeof out, "%s=%s",
                   tool == MEMCHECK ? "--xml-file" : "--massif-out-file",
                   tool == MEMCHECK ? subject->xml : subject->massif);
    (void)snprintf(pipes, sizeof pipes, "--vgdb-prefix=%s/vgdb",
                   subject->folder);
    (void)unsetenv("LD_PRELOAD"); /* cannot fail with such a name */
    inherit_nothing();
    subject->server = service_start(&setup);
    subject->sockets = REST_ANY_SOCKETS;
    subject->sockets = come_to_rest(subject).proc.sockets;
    watched = *subject;
    fail_first = check_watched;
}

/* ---- While it runs ------------------------------------------------------ */

void subject_rest(const struct subject *subject)
{
    (void)come_to_rest(subject);
}

char *subject_ask(const struct subject *subject, const char *const *words)
{
    char prefix[PATH_SIZE + 24], pid[32];
    const char *argv[16] = {"vgdb", prefix, pid};
    struct finished finished;
    size_t count = 3;

    (void)snprintf(prefix, sizeof prefix, "--vgdb-prefix=%s/vgdb",
                   subject->folder);
    (void)snprintf(pid, sizeof pid, "--pid=%ld",
                   (long)subject->server->process.pid);
    for (; *words != NULL; words++) {
        assert_true(count < 15);
        argv[count++] = *words;
    }
    finished = process_run(&(struct command){.argv = argv});
    if (finished.exit != 0)
        fail_because("vgdb ended with status %d: %s", finished.exit,
                     finished.err);
    free(finished.err);
    return finished.out;
}

/* ---- Its end ------------------------------------------------------------ */

void subject_ended(const struct subject *subject, struct report *report)
{
    struct process *process = &subject->server->process;

    fail_first = NULL; /* the report tells how it ended */
    (void)process_wait(process);
    report_read(report, subject->xml, subject->log);
    report->exit = process->exit;
    report->said_stopped =
        service_log_count(subject->server, 0, " info stopped$") == 1;
}

void subject_stop_by(const struct subject *subject, int signal,
                     struct report *report)
{
    subject_rest(subject);
    service_signal(subject->server, signal);
    subject_ended(subject, report);
}

void subject_stop(const struct subject *subject, struct report *report)
{
    subject_stop_by(subject, SIGTERM, report);
}

void subject_check_alive(const struct subject *subject)
{
    struct process *process = &subject->server->process;
    struct rest rest = {.pid = process->pid, .sockets = REST_ANY_SOCKETS};
    struct finding death = {.kind = "crash", .times = 1};
    struct report report;

    (void)rest_wait(&rest, patience()); /* or it dies meanwhile */
    if (!process_ended(process))
        return;
    subject_ended(subject, &report);
    (void)snprintf(
        death.what, sizeof death.what, "the server died of %s, exit status %d",
        report.signal[0] != '\0' ? report.signal : "its own", report.exit);
    STAILQ_INIT(&death.stacks);
    if (report.death != NULL)
        STAILQ_INSERT_TAIL(&death.stacks, report.death, entry);
    finding_print(&death, stdout);
    report_free(&report);
    fail_because("%s: a crash, whatever it leaked\n%s", death.what,
                 service_log(subject->server, 0));
}

/* ---- By hand ------------------------------------------------------------ */

void subject_print_command(const char *load, FILE *out)
{
    const char *server = getenv("MTLS_SERVER");
    const char *certs = certs_folder();

    (void)fprintf(out,
                  "   see it yourself; the load in a second window, then "
                  "Ctrl-C in the first:\n"
                  "     %s %s --port 8443 --cert %s/server.pem --key "
                  "%s/server-key.pem --ca %s/ca.pem --crl %s/crl.pem "
                  "--data labs\n",
                  BY_HAND, server, certs, certs, certs, certs);
    (void)fprintf(out,
                  "     build/instruments/mtls-load --ca %s/ca.pem --cert "
                  "%s/sensor-1.pem --key %s/sensor-1-key.pem --unexpected "
                  "%s/unexpected --firmware demo.svg --count 8 %s "
                  "https://127.0.0.1:8443\n",
                  certs, certs, certs, certs, load);
}
