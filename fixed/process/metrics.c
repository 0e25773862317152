/* SPDX-License-Identifier: MIT */
#include "process/metrics.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* ---- Counters: plain atomics, as none is worth a lock ------------------ */

static const unsigned codes[] = {0,   200, 201, 400, 403, 404, 405, 413,
                                 414, 415, 417, 431, 500, 501, 503, 505};
#define CODE_COUNT (sizeof codes / sizeof *codes)

#define NAMES_MAX 32

static const char *const *routes = (const char *const[]){"unknown", NULL};
static const struct metrics_reason *reasons =
    (const struct metrics_reason[]){{"unknown", "failed"}, {NULL, NULL}};

static atomic_long live[MODULE_COUNT];
static atomic_ulong handshakes[NAMES_MAX];
static atomic_ulong requests[NAMES_MAX][CODE_COUNT];
static atomic_long connections;
static atomic_long most_connections;
static atomic_ulong limits[LIMIT_COUNT];
static atomic_long values[VALUE_COUNT];
static time_t started;

void metrics_live(enum module module, long change)
{
    atomic_fetch_add(&live[module], change);
}

void metrics_handshake(const char *reason)
{
    size_t at = 0;

    for (size_t i = 0; i < NAMES_MAX && reasons[i].reason != NULL; i++) {
        if (strcmp(reasons[i].reason, reason) == 0)
            at = i;
    }
    atomic_fetch_add(&handshakes[at], 1);
}

void metrics_request(unsigned route, unsigned status)
{
    size_t code = CODE_COUNT - 1;

    while (code > 0 && codes[code] != status)
        code--;
    atomic_fetch_add(&requests[route < NAMES_MAX ? route : 0][code], 1);
}

long metrics_connection(long change)
{
    long open = atomic_fetch_add(&connections, change) + change;
    long most = atomic_load(&most_connections);

    while (open > most &&
           !atomic_compare_exchange_weak(&most_connections, &most, open)) {
    }
    return open;
}

long metrics_most_connections(void)
{
    return atomic_exchange(&most_connections, atomic_load(&connections));
}

void metrics_limit(enum limit limit)
{
    atomic_fetch_add(&limits[limit], 1);
}

void metrics_set(enum value value, long to)
{
    atomic_store(&values[value], to);
}

void metrics_add(enum value value, long change)
{
    atomic_fetch_add(&values[value], change);
}

void metrics_start(const char *const *routes_told,
                   const struct metrics_reason *reasons_told)
{
    routes = routes_told;
    reasons = reasons_told;
    started = time(NULL);
}

/* ---- The process, as Prometheus' own client libraries name it -------- */

/* -1: there is no descriptor left to read them by. */
static long count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    long count = -3; /* ".", ".." and the folder's own */

    if (folder == NULL)
        return -1;
    while (readdir(folder) != NULL)
        count++;
    (void)closedir(folder); /* only read from */
    return count;
}

static void write_one(FILE *out, const char *name, const char *type,
                      double value)
{
    (void)fprintf(out, "# TYPE %s %s\n%s %.15g\n", name, type, name, value);
}

/* The fields of /proc/self/stat that follow the name, see proc(5). */
static void write_stat(FILE *out)
{
    char text[1024] = "";
    unsigned long user = 0, kernel = 0, threads = 0, bytes = 0, pages = 0;
    const char *fields = NULL;
    FILE *stat = fopen("/proc/self/stat", "re");

    if (stat == NULL)
        return;
    if (fgets(text, sizeof text, stat) != NULL)
        fields = strrchr(text, ')');
    (void)fclose(stat); /* only read from */
    if (fields == NULL ||
        /* NOLINTNEXTLINE(cert-err34-c): the kernel wrote these numbers */
        sscanf(fields + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u "
               "%*u %lu %lu %*d %*d %*d %*d %lu %*d %*u %lu %lu",
               &user, &kernel, &threads, &bytes, &pages) != 5)
        return;
    write_one(out, "process_cpu_seconds_total", "counter",
              (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK));
    write_one(out, "process_threads", "gauge", (double)threads);
    write_one(out, "process_virtual_memory_bytes", "gauge", (double)bytes);
    write_one(out, "process_resident_memory_bytes", "gauge",
              (double)pages * (double)sysconf(_SC_PAGESIZE));
}

static void write_process(FILE *out)
{
    struct rlimit files = {0};
    long open = count_descriptors();

    write_stat(out);
    (void)getrlimit(RLIMIT_NOFILE, &files); /* cannot fail for this name */
    if (open >= 0)
        write_one(out, "process_open_fds", "gauge", (double)open);
    write_one(out, "process_max_fds", "gauge", (double)files.rlim_cur);
    write_one(out, "process_start_time_seconds", "gauge", (double)started);
}

/* ---- The service ----------------------------------------------------- */

static void write_handshakes(FILE *out)
{
    (void)fputs("# HELP mtls_handshakes_total TLS handshakes that ended.\n"
                "# TYPE mtls_handshakes_total counter\n",
                out);
    for (size_t i = 0; i < NAMES_MAX && reasons[i].reason != NULL; i++)
        (void)fprintf(out,
                      "mtls_handshakes_total{result=\"%s\",reason=\"%s\"} "
                      "%lu\n",
                      reasons[i].result, reasons[i].reason,
                      atomic_load(&handshakes[i]));
}

static void write_requests(FILE *out)
{
    (void)fputs("# HELP http_requests_total Requests that ended; code 0: "
                "without an answer.\n"
                "# TYPE http_requests_total counter\n",
                out);
    for (size_t i = 0; i < NAMES_MAX && routes[i] != NULL; i++) {
        for (size_t code = 0; code < CODE_COUNT; code++) {
            unsigned long count = atomic_load(&requests[i][code]);

            if (count > 0)
                (void)fprintf(
                    out, "http_requests_total{route=\"%s\",code=\"%u\"} %lu\n",
                    routes[i], codes[code], count);
        }
    }
}

static void write_live(FILE *out)
{
    (void)fputs("# HELP mtls_live_objects Objects a module holds now.\n"
                "# TYPE mtls_live_objects gauge\n",
                out);
    for (enum module i = 0; i < MODULE_COUNT; i++)
        (void)fprintf(out, "mtls_live_objects{module=\"%s\"} %ld\n",
                      module_name(i), atomic_load(&live[i]));
    (void)fprintf(out,
                  "# HELP mtls_connections_active Open connections.\n"
                  "# TYPE mtls_connections_active gauge\n"
                  "mtls_connections_active %ld\n",
                  atomic_load(&connections));
}

static void write_limits(FILE *out)
{
    (void)fputs("# HELP mtls_limits_met_total Times that clients met a "
                "limit.\n# TYPE mtls_limits_met_total counter\n",
                out);
    for (enum limit i = 0; i < LIMIT_COUNT; i++)
        (void)fprintf(out, "mtls_limits_met_total{limit=\"%s\"} %lu\n",
                      limit_name(i), atomic_load(&limits[i]));
}

#define TOLD_OF(value, name, type, help) {name, #type, help},

static void write_values(FILE *out)
{
    static const struct {
        const char *name, *type, *help;
    } told[] = {VALUES(TOLD_OF)};

    for (enum value i = 0; i < VALUE_COUNT; i++) {
        long value = atomic_load(&values[i]);

        if (value != 0 || told[i].type[0] == 'c')
            (void)fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %ld\n",
                          told[i].name, told[i].help, told[i].name,
                          told[i].type, told[i].name, value);
    }
}

char *metrics_text(size_t *length)
{
    char *text = NULL;
    bool failed = false;
    FILE *out = open_memstream(&text, length);

    if (out == NULL)
        return NULL;
    write_process(out);
    write_handshakes(out);
    write_requests(out);
    write_live(out);
    write_limits(out);
    write_values(out);
    /* Every write error so far, most likely of memory, shows here. */
    failed = ferror(out) != 0;
    failed = fclose(out) != 0 || failed;
    if (failed) {
        free(text);
        return NULL;
    }
    return text;
}
