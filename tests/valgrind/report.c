/* SPDX-License-Identifier: MIT */
/*
 * What memcheck has to say: findings, their frames, and how they are shown.
 */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "probe/asserts.h"

/* ---- Making ------------------------------------------------------------- */

struct finding *report_add(struct report *report, const char *kind)
{
    struct finding *finding = calloc(1, sizeof *finding);

    assert_non_null(finding);
    (void)snprintf(finding->kind, sizeof finding->kind, "%s", kind);
    finding->times = 1;
    STAILQ_INIT(&finding->stacks);
    STAILQ_INSERT_TAIL(&report->findings, finding, entry);
    return finding;
}

struct stack *stack_new(const char *heading)
{
    struct stack *stack = calloc(1, sizeof *stack);

    assert_non_null(stack);
    (void)snprintf(stack->heading, sizeof stack->heading, "%s", heading);
    STAILQ_INIT(&stack->frames);
    return stack;
}

struct stack *finding_add_stack(struct finding *finding, const char *heading)
{
    struct stack *stack = stack_new(heading);

    STAILQ_INSERT_TAIL(&finding->stacks, stack, entry);
    return stack;
}

struct frame *stack_add_frame(struct stack *stack)
{
    struct frame *frame = calloc(1, sizeof *frame);

    assert_non_null(frame);
    STAILQ_INSERT_TAIL(&stack->frames, frame, entry);
    return frame;
}

/* ---- Freeing ------------------------------------------------------------ */

void stack_free(struct stack *stack)
{
    if (stack == NULL)
        return;
    while (!STAILQ_EMPTY(&stack->frames)) {
        struct frame *frame = STAILQ_FIRST(&stack->frames);

        STAILQ_REMOVE_HEAD(&stack->frames, entry);
        free(frame);
    }
    free(stack);
}

void report_drop(struct report *report, struct finding *finding)
{
    STAILQ_REMOVE(&report->findings, finding, finding, entry);
    while (!STAILQ_EMPTY(&finding->stacks)) {
        struct stack *stack = STAILQ_FIRST(&finding->stacks);

        STAILQ_REMOVE_HEAD(&finding->stacks, entry);
        stack_free(stack);
    }
    free(finding);
}

void report_free(struct report *report)
{
    while (!STAILQ_EMPTY(&report->findings))
        report_drop(report, STAILQ_FIRST(&report->findings));
    stack_free(report->death);
    report->death = NULL;
}

/* ---- Asking ------------------------------------------------------------- */

static bool is_of_the_server(const struct frame *frame)
{
    const char *slash = strrchr(frame->object, '/');

    return strcmp(slash != NULL ? slash + 1 : frame->object, "mtls-server") ==
           0;
}

const struct frame *finding_frame(const struct finding *finding,
                                  unsigned stack, unsigned k)
{
    const struct stack *s = STAILQ_FIRST(&finding->stacks);
    const struct frame *frame = NULL;

    for (; s != NULL && stack > 0; stack--)
        s = STAILQ_NEXT(s, entry);
    if (s == NULL)
        return NULL;
    STAILQ_FOREACH (frame, &s->frames, entry) {
        if (is_of_the_server(frame) && k-- == 0)
            return frame;
    }
    return NULL;
}

bool frame_is(const struct frame *frame, const char *function)
{
    size_t length = strlen(function);

    return frame != NULL && strncmp(frame->function, function, length) == 0 &&
           (frame->function[length] == '\0' || frame->function[length] == '.');
}

/* ---- Showing ------------------------------------------------------------ */

static void print_stack(const struct stack *stack, FILE *out)
{
    const struct frame *frame = NULL;
    const char *at = "at";

    if (stack->heading[0] != '\0')
        (void)fprintf(out, "     %s\n", stack->heading);
    STAILQ_FOREACH (frame, &stack->frames, entry) {
        (void)fprintf(out, "       %s 0x%lX: %s", at, frame->address,
                      frame->function[0] != '\0' ? frame->function : "???");
        if (frame->file[0] != '\0')
            (void)fprintf(out, " (%s:%u)\n", frame->file, frame->line);
        else
            (void)fprintf(out, " (in %s)\n", frame->object);
        at = "by";
    }
}

void finding_print(const struct finding *finding, FILE *out)
{
    const struct stack *stack = NULL;

    (void)fprintf(out, "     %s", finding->what);
    if (finding->times != 1)
        (void)fprintf(out, " (%lu times)", finding->times);
    (void)fprintf(out, "   [%s]\n", finding->kind);
    STAILQ_FOREACH (stack, &finding->stacks, entry) {
        print_stack(stack, out);
    }
}
