/* SPDX-License-Identifier: MIT */
/*
 * What valgrind can be asked while the server runs. The answers are text, for
 * people: "==PID== ", then what the report of memcheck says.
 */
/* strsep is a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "running.h"

#include <stdlib.h>
#include <string.h>

#include "probe/asserts.h"
#include "probe/suite.h"
#include "traces/traces.h"

/* ---- Numbers ------------------------------------------------------------ */

/* Behind "==PID== "; NULL if the line does not begin so. */
static const char *body_of(const char *line)
{
    const char *end =
        strncmp(line, "==", 2) == 0 ? strstr(line + 2, "== ") : NULL;

    return end != NULL ? end + strlen("== ") : NULL;
}

/* "1,234": its commas are for the eye. */
static unsigned long number(const char *text)
{
    unsigned long value = 0;

    for (; (*text >= '0' && *text <= '9') || *text == ','; text++) {
        if (*text != ',')
            value = value * 10 + (unsigned long)(*text - '0');
    }
    return value;
}

/* By how much it grew: "6,600 (+2,200)"; 0 if it did not. */
static unsigned long growth(const char *text)
{
    const char *plus = strstr(text, "(+");

    return plus != NULL ? number(plus + 2) : 0;
}

/* ---- Whether it can be asked -------------------------------------------- */

void skip_without_ptrace(void)
{
    if (!traces())
        skip_because(TRACES_REMEDY);
}

/* ---- A leak search ------------------------------------------------------ */

/* The file that is mapped there, of lines "400000-402000 r-xp ... /PATH". */
static void find_object(struct frame *frame, const char *maps)
{
    for (const char *line = maps; line != NULL && *line != '\0';) {
        const char *next = strchr(line, '\n');
        size_t length = next != NULL ? (size_t)(next - line) : strlen(line);
        const char *path = memchr(line, '/', length);
        char *end = NULL;
        unsigned long low = strtoul(line, &end, 16);

        if (path != NULL && low <= frame->address &&
            frame->address < strtoul(end + 1, NULL, 16)) {
            length -= (size_t)(path - line);
            (void)snprintf(frame->object, sizeof frame->object, "%.*s",
                           (int)length, path);
            return;
        }
        line = next != NULL ? next + 1 : NULL;
    }
}

/*
 * "   at 0x48465EF: calloc (in /usr/lib/...)", "   by 0x1: f (file.c:9)".
 * The second kind may be of a library, too: its address tells.
 */
static void read_frame(struct stack *stack, const char *line, const char *maps)
{
    struct frame *frame = stack_add_frame(stack);
    const char *colon = strstr(line, ": ");
    const char *open = strrchr(line, '(');
    size_t length = strcspn(open != NULL ? open + 1 : "", ":)");

    frame->address = strtoul(strstr(line, "0x"), NULL, 16);
    find_object(frame, maps);
    if (colon == NULL)
        return;
    colon += 2;
    (void)snprintf(frame->function, sizeof frame->function, "%.*s",
                   (int)strcspn(colon, " "), colon);
    if (open == NULL || strncmp(open, "(in ", 4) == 0)
        return;
    (void)snprintf(frame->file, sizeof frame->file, "%.*s", (int)length,
                   open + 1);
    frame->line = (unsigned)number(open + 1 + length + 1);
}

static bool is_frame(const char *line)
{
    return strncmp(line, "   at 0x", 8) == 0 ||
           strncmp(line, "   by 0x", 8) == 0;
}

static char *mapped(const struct subject *subject)
{
    char path[64];
    size_t size = 0;

    (void)snprintf(path, sizeof path, "/proc/%ld/maps",
                   (long)subject->server->process.pid);
    return read_file(path, &size);
}

void running_growth(const struct subject *subject, struct report *report)
{
    static const char *const words[] = {"leak_check", "full", "reachable",
                                        "increased", NULL};
    char *text = subject_ask(subject, words);
    char *maps = mapped(subject);
    char *rest = text;
    char *line = NULL;
    struct stack *stack = NULL;

    *report = (struct report){.exit = -1};
    STAILQ_INIT(&report->findings);
    while ((line = strsep(&rest, "\n")) != NULL) {
        const char *body = body_of(line);
        const char *blocks = body != NULL ? strstr(body, " in ") : NULL;

        if (body == NULL)
            continue;
        if (strstr(body, " in loss record ") != NULL && blocks != NULL) {
            struct finding *finding = report_add(report, "grown");

            (void)snprintf(finding->what, sizeof finding->what, "%s", body);
            finding->bytes = growth(body);
            finding->blocks = growth(blocks);
            stack = finding_add_stack(finding, "");
        } else if (stack != NULL && is_frame(body)) {
            read_frame(stack, body, maps);
        } else if (strstr(body, "LEAK SUMMARY") != NULL) {
            report->complete = true;
        }
    }
    free(maps);
    free(text);
    if (!report->complete)
        fail_because("the leak search came to no end");
}

/* ---- Descriptors -------------------------------------------------------- */

unsigned running_descriptors(const struct subject *subject, const char *text)
{
    static const char *const words[] = {"v.info", "open_fds", NULL};
    char *answer = subject_ask(subject, words);
    const char *at = answer;
    unsigned count = 0;

    while ((at = strstr(at, "Open ")) != NULL) {
        char *end = strchr(at, '\n');

        if (end == NULL)
            break;
        *end = '\0';
        count += strstr(at, text) != NULL;
        at = end + 1;
    }
    free(answer);
    return count;
}

/* ---- massif ------------------------------------------------------------- */

/*
 * A snapshot is lines of name=value, then its tree: " n1: 131328 0x111A5F:
 * stream_open (streams.c:96)" is 131,328 bytes allocated there.
 */
struct heap massif_peak(const char *path, const char *function)
{
    size_t size = 0;
    char *text = read_file(path, &size);
    char *rest = text;
    char *line = NULL;
    struct heap peak = {0, 0};

    while ((line = strsep(&rest, "\n")) != NULL) {
        char *colon = strrchr(line, ':') != NULL ? strstr(line, ": ") : NULL;
        const char *name = colon != NULL ? strstr(colon + 2, ": ") : NULL;
        unsigned long bytes = 0;

        if (strncmp(line, "mem_heap_B=", 11) == 0) {
            bytes = strtoul(line + 11, NULL, 10);
            peak.bytes = bytes > peak.bytes ? bytes : peak.bytes;
        } else if (name != NULL &&
                   strncmp(name + 2, function, strlen(function)) == 0 &&
                   name[2 + strlen(function)] == ' ') {
            bytes = strtoul(colon + 2, NULL, 10);
            peak.of_function =
                bytes > peak.of_function ? bytes : peak.of_function;
        }
    }
    free(text);
    return peak;
}

struct heap running_heap(const struct subject *subject, const char *function)
{
    char path[PATH_SIZE];
    const char *const words[] = {"detailed_snapshot", path, NULL};

    join_path(path, subject->folder, "snapshot");
    free(subject_ask(subject, words));
    return massif_peak(path, function);
}
