/* SPDX-License-Identifier: MIT */
/*
 * heapmeter rest: waits until a process is at rest, and says what it holds.
 * What that means stands in ../probe/rest.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/rest.h"

static void print_text(const struct rest *rest)
{
    printf("process     %ld, at rest\n", (long)rest->pid);
    printf("sockets     %ld\n", rest->proc.sockets);
    printf("descriptors %ld\n", rest->proc.descriptors);
    printf("threads     %ld\n", rest->proc.threads);
    printf("resident    %" PRIu64 " KiB\n", rest->proc.rss_bytes / 1024);
    if (rest->meter != NULL)
        printf("live        %" PRIu64 " blocks, %" PRIu64 " bytes\n",
               rest->sample.blocks, rest->sample.bytes);
    else if (rest->sample.refusal[0] != '\0')
        printf("but         not metered: %s\n", rest->sample.refusal);
}

static void print_json(const struct rest *rest)
{
    printf("{\"pid\": %ld, \"sockets\": %ld, \"descriptors\": %ld, "
           "\"threads\": %ld, \"resident_kib\": %" PRIu64,
           (long)rest->pid, rest->proc.sockets, rest->proc.descriptors,
           rest->proc.threads, rest->proc.rss_bytes / 1024);
    if (rest->meter != NULL)
        printf(", \"blocks\": %" PRIu64 ", \"bytes\": %" PRIu64
               ", \"allocs\": %" PRIu64,
               rest->sample.blocks, rest->sample.bytes, rest->sample.allocs);
    printf("}\n");
}

static int complain(const struct rest *rest, enum rest_state state,
                    const struct settings *settings)
{
    switch (state) {
    case REST_ENDED:
        return fail("%s: there is no such process, or it has ended",
                    settings->what);
    case REST_REFUSED:
        return fail("process %s " PROC_REFUSED, settings->what);
    case REST_UNREADABLE:
        return fail("%s: its meter cannot be read: %s", settings->what,
                    strerror(errno));
    default:
        return fail("%s: not at rest in %g seconds: %s; it holds %ld sockets",
                    settings->what, settings->patience, rest_reason(rest),
                    rest->proc.sockets);
    }
}

/* Under the meter or not: without --dir, either is fine. */
static int find_meter(struct heapmeter *m, const struct settings *settings,
                      struct rest *rest)
{
    char found[PATH_MAX];
    int status = EXIT_OK;

    if (settings->dir != NULL)
        status = open_named(m, settings->what, settings->dir);
    else if (!folder_of_process(rest->pid, found, sizeof found) ||
             heapmeter_open(m, found, rest->pid) < 0)
        return EXIT_OK;
    if (status == EXIT_OK && settings->dir != NULL)
        status = read_named(m, &rest->sample, settings->what);
    else if (status == EXIT_OK && heapmeter_read(m, &rest->sample) < 0 &&
             errno != EAGAIN)
        return EXIT_OK;
    rest->meter = status == EXIT_OK ? m : NULL;
    return status;
}

int command_rest(int argc, char **argv)
{
    static const struct option options[] = {
        {"dir", required_argument, NULL, 'd'},
        {"json", no_argument, NULL, 'j'},
        {"patience", required_argument, NULL, 'p'},
        {"sockets", required_argument, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    struct settings settings = {.patience = 60, .sockets = REST_ANY_SOCKETS};
    struct heapmeter m = {0};
    struct rest rest = {0};
    enum rest_state state = REST_NOT_YET;
    double pid = 0;
    int status = parse_settings(argc, argv, options, &settings);

    if (status == EXIT_OK && !parse_number(settings.what, 1, INT_MAX, &pid))
        status = misuse("%s: not a process id", settings.what);
    if (status != EXIT_OK)
        return status;
    rest.pid = (pid_t)pid;
    rest.sockets = (long)settings.sockets;
    status = find_meter(&m, &settings, &rest);
    if (status == EXIT_OK)
        state = rest_wait(&rest, settings.patience);
    if (status == EXIT_OK && state != REST_REACHED)
        status = complain(&rest, state, &settings);
    else if (status == EXIT_OK && settings.json)
        print_json(&rest);
    else if (status == EXIT_OK)
        print_text(&rest);
    heapmeter_close(&m);
    return status;
}
