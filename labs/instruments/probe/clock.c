/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "asserts.h"
#include "failure.h"

static volatile int64_t *now_ahead; /* clock_preload.c reads it */

/* One for each server: it lives as long as this process. */
static void map_number(const char *path)
{
    void *map = MAP_FAILED;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    assert_system_ok(file);
    assert_system_ok(ftruncate(file, sizeof *now_ahead));
    map = mmap(NULL, sizeof *now_ahead, PROT_READ | PROT_WRITE, MAP_SHARED,
               file, 0);
    assert_true(map != MAP_FAILED);
    (void)close(file);
    now_ahead = map;
}

struct service *clock_service(struct service_setup setup)
{
    const char *instruments = getenv("MTLS_INSTRUMENTS");
    char folder[PATH_SIZE], path[PATH_SIZE];
    char preload[PATH_SIZE + 32], file[PATH_SIZE + 32];
    const char *const environment[] = {preload, file, NULL};

    make_folder(folder);
    join_path(path, folder, "ahead");
    map_number(path);
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s/clock_preload.so",
                   instruments != NULL ? instruments : ".");
    (void)snprintf(file, sizeof file, "MTLS_CLOCK_FILE=%s", path);
    setup.environment = environment;
    return service_start(&setup);
}

void clock_set(int64_t ahead)
{
    *now_ahead = ahead;
}
