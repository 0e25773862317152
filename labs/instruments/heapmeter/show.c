/* SPDX-License-Identifier: MIT */
/*
 * heapmeter read and heapmeter watch: the numbers of one moment, and how
 * they change.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- One moment ------------------------------------------------------ */

static bool wait_for_end(int handle, double seconds)
{
    struct pollfd p = {.fd = handle, .events = POLLIN};

    return handle < 0 || poll(&p, 1, (int)(seconds * 1000)) == 1;
}

/*
 * A zombie is there, and has ended. As heapmeter_present besides, also where
 * no handle of it is to be had.
 */
static int running(const struct heapmeter_sample *s)
{
    int there = heapmeter_present(s);
    int handle = process_handle(s);

    if (there == 1 && (handle >= 0 || errno == ESRCH))
        there = !wait_for_end(handle, 0);
    if (handle >= 0)
        (void)close(handle); /* nothing was written */
    return there;
}

static void print_text(const struct heapmeter_sample *s)
{
    static const char *const states[] = {"in another pid namespace", "ended",
                                         "running"};
    const char *remark;

    printf("process     %ld (%s), %s\n", (long)s->pid, s->program,
           states[running(s) + 1]);
    printf("live        %" PRIu64 " blocks, %" PRIu64 " bytes%s\n", s->blocks,
           s->bytes, s->settled ? "" : " (on the move)");
    printf("peak        %" PRIu64 " bytes\n", s->peak_bytes);
    printf("since start %" PRIu64 " allocations, %" PRIu64 " frees, %" PRIu64
           " bytes allocated\n",
           s->allocs, s->frees, s->total_bytes);
    printf("failed      %" PRIu64 " allocations\n", s->failed);
    printf("foreign     %" PRIu64 " blocks passed through\n", s->foreign);
    for (unsigned i = 0; (remark = heapmeter_remark(s, i)) != NULL; i++)
        printf("but         %s\n", remark);
}

static json_t *remarks_of(const struct heapmeter_sample *s)
{
    json_t *list = json_array();
    const char *remark;

    for (unsigned i = 0; (remark = heapmeter_remark(s, i)) != NULL; i++) {
        if (json_array_append_new(list, json_string(remark)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static int print_json(const struct heapmeter_sample *s)
{
    json_error_t error;
    int state = running(s);
    json_t *object = json_pack_ex(
        &error, 0,
        "{s:I, s:I, s:s%, s:o, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
        " s:I, s:o}",
        "pid", (json_int_t)s->pid, "parent", (json_int_t)s->parent, "program",
        s->program, strlen(s->program), "running",
        state < 0 ? json_null() : json_boolean(state), "settled",
        (int)s->settled, "start_ns", (json_int_t)s->start_ns, "blocks",
        (json_int_t)s->blocks, "bytes", (json_int_t)s->bytes, "peak_bytes",
        (json_int_t)s->peak_bytes, "allocs", (json_int_t)s->allocs, "frees",
        (json_int_t)s->frees, "total_bytes", (json_int_t)s->total_bytes,
        "failed", (json_int_t)s->failed, "foreign", (json_int_t)s->foreign,
        "remarks", remarks_of(s));
    int status = EXIT_OK;

    if (object == NULL)
        return fail("cannot write JSON: %s", error.text);
    if (json_dumpf(object, stdout, JSON_INDENT(2)) != 0 || puts("") < 0)
        status = fail("cannot write the output: %s", strerror(errno));
    json_decref(object);
    return status;
}

int command_read(int argc, char **argv)
{
    static const struct option options[] = {
        {"dir", required_argument, NULL, 'd'},
        {"json", no_argument, NULL, 'j'},
        {NULL, 0, NULL, 0},
    };
    struct settings settings = {0};
    struct heapmeter m;
    struct heapmeter_sample s;
    int status = parse_settings(argc, argv, options, &settings);

    if (status == EXIT_OK)
        status = open_named(&m, settings.what, settings.dir);
    if (status != EXIT_OK)
        return status;
    status = read_named(&m, &s, settings.what);
    if (status == EXIT_OK && settings.json)
        status = print_json(&s);
    else if (status == EXIT_OK)
        print_text(&s);
    heapmeter_close(&m);
    return status;
}

/* ---- Again and again ------------------------------------------------- */

static void print_change(const struct heapmeter_sample *s,
                         struct heapmeter_sample *last)
{
    if (s->start_ns != last->start_ns) {
        if (last->start_ns != 0)
            printf("# a new program: %s\n", s->program);
        *last = *s; /* no differences between two programs */
    }
    printf("%12" PRIu64 " %14" PRIu64 " %+10" PRId64 " %+12" PRId64
           " %12" PRIu64 "\n",
           s->blocks, s->bytes, (int64_t)(s->blocks - last->blocks),
           (int64_t)(s->bytes - last->bytes), s->allocs - last->allocs);
    *last = *s;
}

/* Until the next line is due. False when there is nothing more to say. */
static bool await_numbers(const struct heapmeter *m,
                          struct heapmeter_sample *s, int handle,
                          double interval, bool *ended)
{
    bool told = false;
    int status;

    do {
        *ended = wait_for_end(handle, interval);
        status = heapmeter_read(m, s);
        if (status != 0 && errno == ENOTSUP && !told) {
            printf("# not metered: %s\n", s->refusal);
            if (fflush(stdout) != 0) /* main says so */
                return false;
            told = true;
        }
    } while (status != 0 && !*ended);
    return status == 0;
}

static int watch(const struct heapmeter *m, struct heapmeter_sample *s,
                 const struct settings *settings)
{
    int status = EXIT_OK;
    struct heapmeter_sample last = {0};
    int handle = process_handle(s);
    bool ended = false;
    double lines = 0;
    const char *remark;

    for (unsigned i = 0; (remark = heapmeter_remark(s, i)) != NULL; i++)
        printf("# %s\n", remark);
    printf("%12s %14s %10s %12s %12s\n", "blocks", "bytes", "+blocks",
           "+bytes", "allocations");
    for (;;) {
        print_change(s, &last);
        if (fflush(stdout) != 0) { /* main would not know why any more */
            status = fail("cannot write the output: %s", strerror(errno));
            break;
        }
        if (ended || ++lines == settings->count)
            break;
        if (!await_numbers(m, s, handle, settings->interval, &ended))
            break;
    }
    if (ended)
        printf("# process %ld has ended\n", (long)last.pid);
    if (handle >= 0)
        (void)close(handle); /* nothing was written */
    return status;
}

int command_watch(int argc, char **argv)
{
    static const struct option options[] = {
        {"dir", required_argument, NULL, 'd'},
        {"interval", required_argument, NULL, 'i'},
        {"count", required_argument, NULL, 'n'},
        {NULL, 0, NULL, 0},
    };
    struct settings settings = {.interval = 1};
    struct heapmeter m;
    struct heapmeter_sample s;
    int status = parse_settings(argc, argv, options, &settings);

    if (status == EXIT_OK)
        status = open_named(&m, settings.what, settings.dir);
    if (status != EXIT_OK)
        return status;
    status = read_named(&m, &s, settings.what);
    if (status == EXIT_OK && heapmeter_present(&s) < 0)
        status = fail("%s: in another pid namespace: watch it from there",
                      settings.what);
    else if (status == EXIT_OK)
        status = watch(&m, &s, &settings);
    heapmeter_close(&m);
    return status;
}
