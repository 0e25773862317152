/* SPDX-License-Identifier: MIT */
/*
 * Who allocates what a trigger leaves behind.
 */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include "stacks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../valgrind/running.h"
#include "../valgrind/subject.h"
#include "probe/probe.h"
#include "traces/traces.h"

#define WARM_UP 4
#define FEW 6
#define MANY 70 /* one of them is the 64th */
#define SHOWN 4 /* stacks; of a server per request there are fifty */

/* ---- What has grown ----------------------------------------------------- */

/* Prints the largest. Returns how many there are. */
static unsigned print_grown(const struct subject *subject, unsigned steps)
{
    const struct finding *finding = NULL;
    struct report report;
    unsigned count = 0, i = 0;

    subject_rest(subject);
    running_growth(subject, &report);
    STAILQ_FOREACH (finding, &report.findings, entry)
        count++;
    if (count > 0)
        (void)printf("  memcheck, of %u more, while it runs:\n", steps);
    /* They come in the order of their size, the largest last. */
    STAILQ_FOREACH (finding, &report.findings, entry)
        if (i++ + SHOWN >= count)
            finding_print(finding, stdout);
    if (count > SHOWN)
        (void)printf("     and %u smaller ones\n", count - SHOWN);
    report_free(&report);
    return count;
}

/* Of one descriptor more, as valgrind lists them: the newest comes first. */
static void print_newest_descriptor(const struct subject *subject)
{
    static const char *const words[] = {"v.info", "open_fds", NULL};
    char *text = subject_ask(subject, words);
    char *newest = strstr(text, "Open file descriptor");
    char *end = newest != NULL ? strstr(newest + 1, "Open ") : NULL;

    if (newest != NULL)
        (void)printf("  valgrind, of its newest descriptor:\n%.*s\n",
                     end != NULL ? (int)(end - newest) : (int)strlen(newest),
                     newest);
    free(text);
}

/* ---- A run under memcheck ----------------------------------------------- */

/* A trigger without steps is done once more, from its beginning. */
static void do_steps(struct series *series, unsigned first, unsigned count)
{
    if (series->trigger->step != NULL)
        series_step(series, first, count);
    else
        series->trigger->begin(series);
}

static void look(struct series *series, const struct subject *subject)
{
    unsigned before = 0, after = 0;
    struct report report;

    do_steps(series, 0, WARM_UP);
    subject_rest(subject);
    before = running_descriptors(subject, "");
    running_growth(subject, &report); /* from here on */
    report_free(&report);
    do_steps(series, WARM_UP, FEW);
    if (print_grown(subject, FEW) == 0) {
        do_steps(series, WARM_UP + FEW, MANY);
        if (print_grown(subject, MANY) == 0)
            (void)puts("  memcheck, of as many and more: no block");
    }
    after = running_descriptors(subject, "");
    if (after > before)
        print_newest_descriptor(subject);
}

void stacks_print(const struct trigger *trigger)
{
    /* One thread: what GnuTLS keeps for each is there after the first. */
    static const char *const one[] = {"--threads", "1", NULL};
    struct series series = {0};
    struct subject subject;

    if (!traces()) {
        (void)puts("  no stacks: " TRACES_REMEDY);
        return;
    }
    subject_start(&subject, MEMCHECK, one);
    triggers_prepare(subject.server);
    series_begin(&series, subject.server, trigger);
    subject.sockets += series.connected != NULL ? 1 : 0;
    look(&series, &subject);
    series_end(&series);
    (void)fflush(stdout); /* stderr is not buffered: keep the order */
    (void)service_stop(subject.server); /* it has spoken already */
}
