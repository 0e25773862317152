/* SPDX-License-Identifier: MIT */
#include "stacks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/failure.h"

/* ---- What there is: for both threads ------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool are_on;
static bool are_off; /* a side without them runs: there will be no picture */
static struct picture {
    char *data; /* NULL: none yet */
    size_t size;
    bool wanted;
} pictures[STACKS_KINDS];

/* What is still to come is no fault: a browser's console would call it one. */
static struct answer none(void)
{
    if (are_off)
        return answer_problem(MHD_HTTP_SERVICE_UNAVAILABLE, "stacks are off");
    return answer_bytes(MHD_HTTP_NO_CONTENT, NULL, "", 0,
                        MHD_RESPMEM_PERSISTENT);
}

struct answer stacks_answer(enum stacks_kind kind)
{
    static const char *const types[] = {"image/svg+xml",
                                        "text/plain; charset=utf-8"};
    struct answer answer;
    struct picture *picture = &pictures[kind];

    (void)pthread_mutex_lock(&lock); /* a plain mutex: cannot fail */
    picture->wanted = are_on;
    if (picture->data != NULL)
        answer = answer_bytes(MHD_HTTP_OK, types[kind], picture->data,
                              picture->size, MHD_RESPMEM_MUST_COPY);
    else
        answer = none();
    (void)pthread_mutex_unlock(&lock);
    answer.is_picture = kind == STACKS_FLAME;
    return answer;
}

/* The next that is asked for, or STACKS_KINDS. */
static enum stacks_kind take_wish(void)
{
    enum stacks_kind kind = STACKS_FLAME;

    (void)pthread_mutex_lock(&lock);
    while (kind < STACKS_KINDS && !pictures[kind].wanted)
        kind++;
    if (kind < STACKS_KINDS)
        pictures[kind].wanted = false;
    (void)pthread_mutex_unlock(&lock);
    return kind;
}

/* Takes the data over; NULL: there is none. */
static void put(enum stacks_kind kind, char *data, size_t size)
{
    (void)pthread_mutex_lock(&lock);
    free(pictures[kind].data);
    pictures[kind].data = data;
    pictures[kind].size = size;
    (void)pthread_mutex_unlock(&lock);
}

static void set_on(bool on, bool off)
{
    (void)pthread_mutex_lock(&lock);
    are_on = on;
    are_off = off;
    for (int i = 0; i < STACKS_KINDS; i++)
        pictures[i].wanted = on;
    (void)pthread_mutex_unlock(&lock);
}

/* ---- How it is made ---------------------------------------------------- */

static char folder[PATH_SIZE];
static struct process process;
static enum stacks_kind under_way = STACKS_KINDS; /* none */

static void path_of(const char *name, char path[PATH_SIZE])
{
    join_path(path, folder, name);
}

/* Compares with a copy of the first look: a look is for one use. */
static void make(const struct side *side, enum stacks_kind kind)
{
    char program[PATH_SIZE], first[PATH_SIZE], look[PATH_SIZE];
    char svg[PATH_SIZE], pid[16];
    const char *const argv[] = {program,
                                kind == STACKS_FLAME ? "flame" : "stacks",
                                "--growth",
                                "--dir",
                                side->subject.gauge.folder,
                                "--look",
                                look,
                                kind == STACKS_FLAME ? "-o" : "--folded",
                                kind == STACKS_FLAME ? svg : pid,
                                kind == STACKS_FLAME ? pid : NULL,
                                NULL};

    join_path(program, getenv("MTLS_INSTRUMENTS"), "heapmeter");
    path_of("first", first);
    path_of("look", look);
    path_of("flame.svg", svg);
    copy_file(first, look);
    (void)snprintf(pid, sizeof pid, "%ld", (long)side->subject.gauge.pid);
    process_start(&process, folder, &(struct command){.argv = argv});
    under_way = kind;
}

static void take(void)
{
    char path[PATH_SIZE];
    size_t size = 0;
    char *data = NULL;

    path_of(under_way == STACKS_FLAME ? "flame.svg" : "stdout", path);
    if (process.exit == 0)
        data = read_file_if(path, &size);
    if (data != NULL)
        put(under_way, data, size);
    under_way = STACKS_KINDS;
}

void stacks_begin(const struct side *side)
{
    char program[PATH_SIZE], first[PATH_SIZE], pid[16];
    const char *const argv[] = {
        program,  "stacks", "--growth", "--dir", side->subject.gauge.folder,
        "--look", first,    pid,        NULL};
    struct finished finished;
    bool works = false;

    if (!side->subject.gauge.stacks) {
        set_on(false, true);
        return;
    }
    make_folder(folder);
    join_path(program, getenv("MTLS_INSTRUMENTS"), "heapmeter");
    path_of("first", first);
    (void)snprintf(pid, sizeof pid, "%ld", (long)side->subject.gauge.pid);
    finished = process_run(&(struct command){.argv = argv});
    works = finished.exit == 0;
    finished_free(&finished);
    set_on(works, !works); /* else the meter takes no stacks here */
}

void stacks_go_on(const struct side *side)
{
    enum stacks_kind kind = STACKS_KINDS;

    if (under_way != STACKS_KINDS && process_ended(&process))
        take();
    if (under_way != STACKS_KINDS)
        return;
    kind = take_wish();
    if (kind != STACKS_KINDS)
        make(side, kind);
}

void stacks_end(void)
{
    set_on(false, false);
    if (under_way != STACKS_KINDS)
        process_kill(&process);
    under_way = STACKS_KINDS;
    for (int i = 0; i < STACKS_KINDS; i++)
        put((enum stacks_kind)i, NULL, 0);
    if (folder[0] != '\0')
        files_remove(folder);
    folder[0] = '\0';
}
