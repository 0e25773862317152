/* SPDX-License-Identifier: MIT */
#include "acts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

#include "probe/failure.h"

/* ---- A reload ---------------------------------------------------------- */

const char reload_what[] = "SIGHUP to the server, and then rest";

/* A line of /proc/PID/status, a bit for each signal: proc(5). */
static bool has_hangup(pid_t pid, const char *line_name)
{
    char path[64], line[256];
    unsigned long long mask = 0;
    FILE *file = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, line_name, strlen(line_name)) == 0)
            mask = strtoull(line + strlen(line_name), NULL, 16);
    }
    if (file != NULL)
        (void)fclose(file); /* only read from */
    return (mask & (1ULL << (SIGHUP - 1))) != 0;
}

/* One without a handler would end, unless it reads the signal: signalfd(2). */
void reload_begin(const struct subject *subject)
{
    pid_t pid = subject_listener(subject);

    if (!has_hangup(pid, "SigCgt:") && !has_hangup(pid, "SigBlk:"))
        fail_because("the server does not handle SIGHUP");
}

/* Who has been sent a signal runs from then on: its rest is behind it. */
void reload_step(struct subject *subject, unsigned clients)
{
    pid_t pid = subject_listener(subject);

    assert_system_ok(kill(pid, SIGHUP));
    reading_await(subject, clients);
    if (has_hangup(pid, "ShdPnd:"))
        fail_because("the server does not read SIGHUP, which it blocks");
}

/* ---- A command --------------------------------------------------------- */

void drive_step(struct subject *subject)
{
    char pid[48], url[320];
    const char *const argv[] = {"/bin/sh", "-c", subject->options->drive,
                                NULL};
    const char *const environment[] = {pid, url, NULL};
    static char folder[PATH_SIZE];
    struct process process;

    if (folder[0] == '\0')
        make_folder(folder);
    (void)snprintf(pid, sizeof pid, "MEASURE_PID=%ld",
                   (long)subject_listener(subject));
    (void)snprintf(url, sizeof url, "MEASURE_PORT=%u",
                   subject->service != NULL ? subject->service->port : 0);
    process_start(&process, folder,
                  &(struct command){.argv = argv, .environment = environment});
    if (process_wait(&process) != 0) {
        size_t size = 0;
        char *text = read_file_if(process.err, &size);
        char reason[200] = "";

        if (text != NULL)
            (void)snprintf(reason, sizeof reason, "%.*s",
                           (int)strcspn(text, "\n"), text);
        free(text);
        fail_because("--drive ended with status %d%s%s", process.exit,
                     *reason != '\0' ? ": " : "", reason);
    }
}
