/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/probe.h"

static struct points *points;

/* ---- Points --------------------------------------------------------- */

static void say_point(void)
{
    char command[PATH_SIZE + 64];

    (void)printf("at %s:\n", points_text());
    (void)fflush(stdout);
    (void)snprintf(command, sizeof command, "addr2line -sfe '%s' 0x%lx",
                   getenv("MTLS_SERVER"), atomic_load(&points->caller));
    /* NOLINTNEXTLINE(cert-env33-c): a path of ours, and a number */
    if (points_failed() && system(command) != 0)
        (void)printf("(%s)\n", command);
}

void points_begin(void)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    int file = -1;

    make_folder(folder);
    join_path(path, folder, "points");
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_system_ok(file);
    assert_system_ok(ftruncate(file, sizeof *points));
    points = mmap(NULL, sizeof *points, PROT_READ | PROT_WRITE, MAP_SHARED,
                  file, 0);
    if (points == MAP_FAILED)
        fail_because("mmap: %s", strerror(errno));
    (void)close(file);
    assert_system_ok(setenv("MTLS_POINTS", path, 1));
}

void points_choose(unsigned long number)
{
    atomic_store(&points->fail_at, 0);
    atomic_store(&points->count, 0);
    if (number > 0) /* else what has failed last can still be told */
        points->failed[0] = '\0';
    atomic_store(&points->fail_at, number);
    fail_first = say_point;
}

bool points_failed(void)
{
    return points->failed[0] != '\0';
}

bool point_was(const char *name)
{
    return strcmp(points->failed, name) == 0;
}

const char *points_text(void)
{
    static char text[128];

    (void)snprintf(text, sizeof text, "the call %s at 0x%lx",
                   points_failed() ? points->failed : "of no name",
                   atomic_load(&points->caller));
    return text;
}

/* ---- Servers -------------------------------------------------------- */

static char ticket_key[PATH_SIZE];

/* With an event loop alone, the order of the calls is much the same. */
static const char *const options[] = {"--threads",
                                      "1",
                                      "--timeout",
                                      "600",
                                      "--allow",
                                      "sensor=uri:urn:kit:*",
                                      "--allow",
                                      "operator=cn:operator",
                                      "--status-port",
                                      "0",
                                      "--watch",
                                      "86400",
                                      "--ticket-key",
                                      ticket_key,
                                      NULL};

static void make_ticket_key(void)
{
    char folder[PATH_SIZE];
    char zeros[64] = "";

    make_folder(folder);
    join_path(ticket_key, folder, "key");
    write_file(ticket_key, zeros, sizeof zeros);
    assert_system_ok(chmod(ticket_key, 0600));
}

struct service *torture_start(struct gauge *gauge)
{
    make_ticket_key();
    return gauge_start(gauge, (struct service_setup){.options = options});
}

struct service *torture_launch(char folder[PATH_SIZE])
{
    char preload[PATH_SIZE + 32], meter[PATH_SIZE + 32];
    const char *const environment[] = {preload, meter, NULL};

    make_ticket_key();
    make_folder(folder);
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s/libheapmeter.so",
                   getenv("MTLS_INSTRUMENTS"));
    (void)snprintf(meter, sizeof meter, "HEAPMETER_DIR=%s", folder);
    return service_launch(&(struct service_setup){.options = options,
                                                  .environment = environment});
}

bool torture_listens(struct service *server)
{
    size_t size = 0;
    char *out = NULL;
    bool listens = false;

    wait_until(process_ended(&server->process) ||
               ((out = read_file_if(server->process.out, &size)) != NULL &&
                strchr(out, '\n') != NULL) ||
               (free(out), out = NULL, false));
    listens = out != NULL && server->process.pid != 0;
    free(out);
    if (listens)
        service_listens(server); /* reads the port */
    return listens;
}

int64_t torture_left_of(const struct gauge *gauge)
{
    struct heapmeter_sample sample;

    if (heapmeter_read(&gauge->meter, &sample) < 0)
        fail_because("the heap meter cannot be read: %s", strerror(errno));
    return (int64_t)sample.blocks;
}

int64_t torture_left(const char *folder, pid_t pid)
{
    struct gauge gauge = {.pid = pid};
    int64_t left = 0;

    if (heapmeter_open(&gauge.meter, folder, pid) < 0)
        fail_because("no heap meter: %s", strerror(errno));
    left = torture_left_of(&gauge);
    gauge_close(&gauge);
    return left;
}
