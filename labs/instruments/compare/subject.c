/* SPDX-License-Identifier: MIT */
/*
 * The life of a server under comparison.
 */
#define _POSIX_C_SOURCE 200809L
#include "subject.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "say.h"
#include "scrape.h"
#include "stop.h"

#include "probe/rest.h"

#define START_SECONDS 30.0 /* far above what it takes: a busy machine */
#define REST_SECONDS 30.0
#define STOP_SECONDS 30.0

int subject_check(struct subject *subject)
{
    char fate[64];
    char line[256];

    if (stop_signal() != 0)
        return -1;
    if (process_running(&subject->process))
        return 0;
    return say("%s: the server %s: %s", subject->name,
               process_fate(&subject->process, fate, sizeof fate),
               last_line(subject->log, line, sizeof line));
}

/* ---- Start ----------------------------------------------------------- */

/* Its first line says where it listens. Returns 0 once it is there. */
static int read_url(struct subject *subject, const char *path)
{
    static const char prefix[] = "listening on ";
    char line[sizeof subject->url] = "" /* the URL is shorter yet */;
    size_t length = 0;
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return -1;
    if (fgets(line, sizeof line, file) == NULL)
        line[0] = '\0';
    (void)fclose(file); /* only read from */
    length = strcspn(line, "\n");
    if (line[length] != '\n' || strncmp(line, prefix, sizeof prefix - 1) != 0)
        return -1;
    line[length] = '\0';
    memcpy(subject->url, line + sizeof prefix - 1,
           length + 2 - sizeof prefix); /* with the end */
    return 0;
}

static int wait_for_start(struct subject *subject, const char *out,
                          const char *meter)
{
    double deadline = stop_clock() + START_SECONDS;

    while (read_url(subject, out) < 0) {
        if (subject_check(subject) < 0)
            return -1;
        if (stop_clock() > deadline)
            return say("%s: the server does not say where it listens; see %s",
                       subject->name, subject->log);
        stop_tick(10);
    }
    if (heapmeter_open(&subject->meter, meter, subject->process.pid) < 0)
        return say("%s: the heap meter does not count in it: %s; is the "
                   "program linked statically, or sanitized?",
                   subject->name, strerror(errno));
    return 0;
}

static int spawn(struct subject *subject, const struct workspace *workspace,
                 const char *out)
{
    enum { FILES = 4 };
    static const char *const names[FILES] = {"server.pem", "server-key.pem",
                                             "ca.pem", "crl.pem"};
    char file[FILES][PATH_MAX];

    for (int i = 0; i < FILES; i++) {
        if (workspace_path(file[i], "%s/%s", workspace->options->certs,
                           names[i]) < 0)
            return -1;
        if (access(file[i], R_OK) < 0)
            return say("%s: %s; make certs makes it", file[i],
                       strerror(errno));
    }
    return process_start(
        &subject->process,
        &(struct spawn){
            .argv = (const char *const[]){subject->binary, "--port", "0",
                                          "--cert", file[0], "--key", file[1],
                                          "--ca", file[2], "--crl", file[3],
                                          "--data", workspace->data,
                                          "--log-level", "error", NULL},
            .out = out,
            .err = subject->log,
            .preload = workspace->preload,
            .meter = workspace->meter,
        });
}

/* ---- At rest --------------------------------------------------------- */

static int come_to_rest(struct subject *subject, struct rest *rest)
{
    double deadline = stop_clock() + REST_SECONDS;

    *rest = (struct rest){.pid = subject->process.pid,
                          .meter = &subject->meter,
                          .sockets = subject->sockets};
    while (rest_look(rest) != REST_REACHED) {
        if (subject_check(subject) < 0)
            return -1;
        if (stop_clock() > deadline)
            return say("%s: the server does not come to rest: %s; see "
                       "/proc/%ld",
                       subject->name, rest_reason(rest), (long)rest->pid);
        stop_tick(2);
    }
    return 0;
}

int subject_start(struct subject *subject, const struct workspace *workspace)
{
    char out[PATH_MAX];
    struct rest rest;

    if (workspace_path(out, "%s/%s.out", workspace->temporary, subject->name) <
            0 ||
        spawn(subject, workspace, out) < 0 ||
        wait_for_start(subject, out, workspace->meter) < 0)
        return -1;
    /* Nobody has called yet: its sockets are those it listens on. */
    subject->sockets = REST_ANY_SOCKETS;
    if (come_to_rest(subject, &rest) < 0)
        return -1;
    subject->sockets = rest.proc.sockets;
    return 0;
}

int subject_rest(struct subject *subject, struct heapmeter_sample *sample)
{
    struct rest rest;

    if (come_to_rest(subject, &rest) < 0)
        return -1;
    *sample = rest.sample;
    return 0;
}

int subject_read(struct subject *subject, const struct workspace *workspace,
                 struct reading *reading)
{
    struct rest rest;

    if (scrape_objects(subject->name, subject->url, workspace->options->certs,
                       reading->objects) < 0 ||
        come_to_rest(subject, &rest) < 0)
        return -1;
    reading->bytes = rest.sample.bytes;
    reading->blocks = rest.sample.blocks;
    reading->rss_bytes = rest.proc.rss_bytes;
    reading->descriptors = rest.proc.descriptors;
    reading->threads = rest.proc.threads;
    return 0;
}

/* ---- Stop ------------------------------------------------------------ */

int subject_stop(struct subject *subject)
{
    char fate[64];

    heapmeter_close(&subject->meter);
    if (!subject->process.running)
        return 0; /* never started, or its end has been told */
    process_end(&subject->process, stop_signal() != 0 ? 5 : STOP_SECONDS);
    if (process_succeeded(&subject->process) || stop_signal() != 0)
        return 0;
    return say("%s: told to stop, the server %s; see %s", subject->name,
               process_fate(&subject->process, fate, sizeof fate),
               subject->log);
}
