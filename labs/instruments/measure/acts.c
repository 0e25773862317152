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

/* One without a handler would end. "SigCgt": proc(5), a bit for each. */
void reload_begin(const struct subject *subject)
{
    char path[64], line[256];
    unsigned long long caught = 0;
    FILE *file = NULL;

    (void)snprintf(path, sizeof path, "/proc/%ld/status",
                   (long)subject_listener(subject));
    file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "SigCgt:", 7) == 0)
            caught = strtoull(line + 7, NULL, 16);
    }
    if (file != NULL)
        (void)fclose(file); /* only read from */
    if ((caught & (1ULL << (SIGHUP - 1))) == 0)
        fail_because("the server does not handle SIGHUP");
}

/* Who has been sent a signal runs from then on: its rest is behind it. */
void reload_step(struct subject *subject, unsigned clients)
{
    assert_system_ok(kill(subject_listener(subject), SIGHUP));
    reading_await(subject, clients);
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
