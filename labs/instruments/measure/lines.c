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

static void add_line(const json_t *stack, struct finding *finding)
{
    const json_t *frame = frame_of(stack);
    size_t used = strlen(finding->lines);
    json_int_t blocks = json_integer_value(json_object_get(stack, "blocks"));
    json_int_t bytes = json_integer_value(json_object_get(stack, "bytes"));
    char line[24] = "";

    if (frame == NULL || blocks < 0 || (blocks == 0 && bytes <= 0))
        return; /* of blocks that stay some may have become longer */
    if (json_is_integer(json_object_get(frame, "line")))
        (void)snprintf(line, sizeof line, ":%lld",
                       json_integer_value(json_object_get(frame, "line")));
    (void)snprintf(finding->lines + used, sizeof finding->lines - used,
                   "%+lld bytes in %+lld blocks: %.80s (%.120s%s)\n", bytes,
                   blocks, word(frame, "function"),
                   *line != '\0' ? word(frame, "file") : word(frame, "module"),
                   line);
}

void lines_read(const struct subject *subject, struct finding *finding)
{
    for (size_t i = 0; i < subject->count; i++) {
        json_t *answer = subject->member[i].metered
                             ? ask(subject, subject->member[i].pid)
                             : NULL;
        const json_t *stack = NULL;
        size_t shown = 0, at = 0;

        json_array_foreach (json_object_get(answer, "stacks"), at, stack) {
            if (shown++ < SHOWN)
                add_line(stack, finding);
        }
        json_decref(answer);
    }
}
