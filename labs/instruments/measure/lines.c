/* SPDX-License-Identifier: MIT */
/*
 * The lines that have allocated what grew, by heapmeter stacks --growth, which
 * keeps each last look in the meters' folder.
 */
#include "lines.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/files.h"
#include "probe/process.h"

#define SHOWN 5 /* of each process */

/* What it says of one process; NULL: nothing, as of a meter without stacks. */
static json_t *ask(const struct subject *subject, pid_t pid)
{
    char program[PATH_SIZE] = "";
    char number[24];
    const char *const argv[] = {program,    "stacks", "--dir", subject->meters,
                                "--growth", "--json", number,  NULL};
    static char folder[PATH_SIZE];
    struct process process;
    json_t *answer = NULL;
    char *slash = NULL;

    if (readlink("/proc/self/exe", program, sizeof program - 16) < 0)
        return NULL;
    slash = strrchr(program, '/'); /* it is absolute */
    (void)snprintf(slash, sizeof program - (size_t)(slash - program),
                   "/heapmeter");
    (void)snprintf(number, sizeof number, "%ld", (long)pid);
    if (folder[0] == '\0')
        make_folder(folder);
    process_start(&process, folder, &(struct command){.argv = argv});
    if (process_wait(&process) == 0)
        answer = json_load_file(process.out, 0, NULL);
    return answer;
}

void lines_mark(const struct subject *subject)
{
    for (size_t i = 0; i < subject->count; i++) {
        if (subject->member[i].metered)
            json_decref(ask(subject, subject->member[i].pid));
    }
}

static bool has(const json_t *frame, const char *name)
{
    return json_is_string(json_object_get(frame, name));
}

/*
 * The marked frame, the program's own, if it has a line; of a program without
 * symbols the innermost that has one, or at least a name.
 */
static const json_t *frame_of(const json_t *stack)
{
    const json_t *frame = NULL, *marked = NULL, *line = NULL, *name = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(stack, "frames"), i, frame) {
        if (json_is_true(json_object_get(frame, "marked")))
            marked = frame;
        if (line == NULL && has(frame, "file"))
            line = frame;
        if (name == NULL && has(frame, "function"))
            name = frame;
    }
    if (marked != NULL && has(marked, "file"))
        return marked;
    return line != NULL ? line : name != NULL ? name : marked;
}

static const char *word(const json_t *frame, const char *name)
{
    const char *text = json_string_value(json_object_get(frame, name));

    return text != NULL ? text : "?";
}

/* What a line says of all stacks that have it. */
struct line {
    char place[256];
    json_int_t blocks, bytes;
    bool each; /* so many of both for each step */
};

struct tally {
    struct line *list;
    size_t count;
};

/* Of a long path the end says more. */
static const char *tail(const char *path)
{
    size_t length = strlen(path);

    return length > 120 ? path + length - 120 : path;
}

/* "function (file:line)", or without what is not known. */
static void describe(const json_t *frame, char *text, size_t size)
{
    char line[24] = "";

    if (json_is_integer(json_object_get(frame, "line")))
        (void)snprintf(line, sizeof line, ":%lld",
                       json_integer_value(json_object_get(frame, "line")));
    (void)snprintf(text, size, "%.80s (%s%s)", word(frame, "function"),
                   tail(word(frame, *line != '\0' ? "file" : "module")), line);
}

/* ROWS has room for one more. */
static void add_stack(struct tally *rows, const json_t *stack)
{
    const json_t *frame = frame_of(stack);
    json_int_t blocks = json_integer_value(json_object_get(stack, "blocks"));
    json_int_t bytes = json_integer_value(json_object_get(stack, "bytes"));
    struct line *row = &rows->list[rows->count];
    size_t i = 0;

    if (frame == NULL || blocks < 0 || (blocks == 0 && bytes <= 0))
        return; /* of blocks that stay some may have become longer */
    describe(frame, row->place, sizeof row->place);
    while (strcmp(rows->list[i].place, row->place) != 0)
        i++;
    if (i == rows->count)
        rows->count++;
    rows->list[i].blocks += blocks;
    rows->list[i].bytes += bytes;
}

static int larger(const void *a, const void *b)
{
    const struct line *one = a;
    const struct line *two = b;

    if (one->each != two->each)
        return one->each ? -1 : 1;
    if (one->bytes != two->bytes)
        return one->bytes < two->bytes ? 1 : -1;
    return one->blocks < two->blocks ? 1 : one->blocks > two->blocks ? -1 : 0;
}

static bool is_for_each(const struct line *row, unsigned steps)
{
    return row->blocks > 0 && row->blocks % steps == 0 &&
           row->bytes % steps == 0;
}

static void add_lines(const json_t *stacks, unsigned steps,
                      struct finding *finding)
{
    struct tally rows = {
        calloc(json_array_size(stacks) + 1, sizeof *rows.list), 0};
    const json_t *stack = NULL;
    size_t i = 0;

    if (rows.list == NULL)
        return; /* no memory: a verdict without its lines */
    json_array_foreach (stacks, i, stack) {
        add_stack(&rows, stack);
    }
    for (i = 0; i < rows.count; i++)
        rows.list[i].each = is_for_each(&rows.list[i], steps);
    qsort(rows.list, rows.count, sizeof *rows.list, larger);
    for (i = 0; i < rows.count && i < SHOWN; i++) {
        size_t used = strlen(finding->lines);

        (void)snprintf(finding->lines + used, sizeof finding->lines - used,
                       "%+lld bytes in %+lld blocks: %s\n", rows.list[i].bytes,
                       rows.list[i].blocks, rows.list[i].place);
    }
    free(rows.list);
}

void lines_read(const struct subject *subject, unsigned steps,
                struct finding *finding)
{
    for (size_t i = 0; i < subject->count; i++) {
        json_t *answer = subject->member[i].metered
                             ? ask(subject, subject->member[i].pid)
                             : NULL;

        add_lines(json_object_get(answer, "stacks"), steps, finding);
        json_decref(answer);
    }
}
