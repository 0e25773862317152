/* SPDX-License-Identifier: MIT */
/*
 * What memcheck has to say: the descriptors left open, which some versions
 * list in their text log only; and both together.
 */
/* STAILQ_FOREACH and strsep are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>

#include "probe/asserts.h"
#include "probe/files.h"
#include "report.h"

/* Behind "==PID== ", or NULL when the line has no such beginning. */
static const char *body_of(const char *line)
{
    const char *end = NULL;

    if (strncmp(line, "==", 2) != 0)
        return NULL;
    end = strstr(line + 2, "== ");
    return end != NULL ? end + strlen("== ") : NULL;
}

static bool is_descriptor(const char *line)
{
    return strncmp(line, "Open file descriptor ", 21) == 0 ||
           (strncmp(line, "Open AF_", 8) == 0 && strstr(line, "socket"));
}

static bool names_one_of(const char *text, const char *const *files)
{
    for (; *files != NULL; files++) {
        if (strstr(text, *files) != NULL)
            return true;
    }
    return false;
}

static void add_descriptors(struct report *report, const char *text,
                            const char *const *own)
{
    char *copy = strdup(text);
    char *rest = copy;
    char *line = NULL;
    struct finding *last = NULL;

    assert_non_null(copy);
    while ((line = strsep(&rest, "\n")) != NULL) {
        const char *body = body_of(line);

        if (body == NULL)
            continue;
        if (is_descriptor(body)) {
            last = names_one_of(body, own) ? NULL
                                           : report_add(report, "FdNotClosed");
            if (last != NULL)
                (void)snprintf(last->what, sizeof last->what, "%.200s", body);
        } else if (last != NULL && strstr(body, "<inherited") != NULL) {
            (void)strncat(last->what, " <inherited from parent>",
                          sizeof last->what - strlen(last->what) - 1);
        }
    }
    free(copy);
}

/* ---- Both --------------------------------------------------------------- */

/* Versions that report descriptors in XML do so for their own files, too. */
static void drop_own(struct report *report, const char *const *own)
{
    struct finding *finding = STAILQ_FIRST(&report->findings);

    while (finding != NULL) {
        struct finding *next = STAILQ_NEXT(finding, entry);

        if (strcmp(finding->kind, "FdNotClosed") == 0 &&
            names_one_of(finding->what, own))
            report_drop(report, finding);
        finding = next;
    }
}

/*
 * valgrind 3.19 with --xml=yes lists the descriptors in its text log, and
 * puts the stacks of those that were not inherited into the XML, outside any
 * error, in the same order.
 */
static void give_stacks(struct report *report, struct stack_list *loose)
{
    struct finding *finding = NULL;

    STAILQ_FOREACH (finding, &report->findings, entry) {
        struct stack *stack = STAILQ_FIRST(loose);

        if (strcmp(finding->kind, "FdNotClosed") != 0 || stack == NULL ||
            !STAILQ_EMPTY(&finding->stacks) ||
            strstr(finding->what, "<inherited") != NULL)
            continue;
        STAILQ_REMOVE_HEAD(loose, entry);
        STAILQ_INSERT_TAIL(&finding->stacks, stack, entry);
    }
    while (!STAILQ_EMPTY(loose)) {
        struct stack *stack = STAILQ_FIRST(loose);

        STAILQ_REMOVE_HEAD(loose, entry);
        stack_free(stack);
    }
}

void report_read(struct report *report, const char *xml, const char *log)
{
    const char *const own[] = {xml, log, NULL};
    struct stack_list loose = STAILQ_HEAD_INITIALIZER(loose);
    size_t size = 0;
    char *text = read_file_if(log, &size);

    *report = (struct report){.exit = -1};
    STAILQ_INIT(&report->findings);
    report_parse(report, xml, &loose);
    drop_own(report, own);
    if (text != NULL)
        add_descriptors(report, text, own);
    else
        report->complete = false;
    free(text);
    give_stacks(report, &loose);
}
