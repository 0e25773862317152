/* SPDX-License-Identifier: MIT */
/*
 * measure: whether a server grows, for each kind of client, and by how much.
 */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge.h"
#include "options.h"
#include "prepare.h"
#include "report.h"
#include "say.h"

#include "mtls-load/standard.h"
#include "probe/failure.h"
#include "probe/process.h"

/*
 * What the probe prints to stdout goes to stderr: stdout holds the verdicts
 * alone. Returns the stream for them.
 */
static FILE *take_stdout(void)
{
    int copy = dup(STDOUT_FILENO);
    FILE *out = copy >= 0 ? fdopen(copy, "w") : NULL;

    if (out == NULL || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        fail_because("cannot write to stdout: it is closed");
    return out;
}

static void judge_all(struct subject *subject, struct rows *rows,
                      struct finding *findings, FILE *out)
{
    struct report report = {subject, findings, rows->count};
    bool json = subject->options->json;

    for (size_t i = 0; i < rows->count && say_interrupted() == 0; i++) {
        judge(subject, &rows->row[i], &findings[i]);
        if (!json && say_interrupted() == 0)
            report_finding(&report, &findings[i], out);
        if (subject_is_gone(subject)) {
            say("the server has ended by itself");
            if (subject->options->pid == 0)
                subject_show_log(subject);
            report.count = rows->count = i + 1;
        }
    }
}

/* Returns the exit status, if all could be written. */
static int tell(const struct report *report, FILE *out)
{
    const struct options *options = report->subject->options;
    int status = report_status(report);
    const char *fault = NULL;

    if (options->json && report_json(report, out) < 0) {
        say("there is no JSON: out of memory, or no room");
        status = 2;
    }
    if (!options->json)
        report_end(report, out);
    if (options->junit != NULL && report_junit(report, options->junit) < 0) {
        say("cannot write %s: %s", options->junit, strerror(errno));
        status = 2;
    }
    if (options->html != NULL && report_html(report, options->html, &fault)) {
        say("%s", fault);
        status = 2;
    }
    if (ferror(out) | fclose(out)) {
        say("cannot write to stdout: make room");
        status = 2;
    }
    return status;
}

static void read_first(void *object)
{
    reading_begin(object);
}

static int measure(const struct options *options, struct rows *rows)
{
    static struct subject subject;
    static struct finding findings[ROWS_MAX];
    struct report report = {&subject, findings, 0};
    FILE *out = take_stdout();
    int status = 2;

    subject_begin(&subject, options);
    if (say_interrupted() == 0 && !attempt(read_first, &subject) &&
        say_interrupted() == 0)
        subject_fail(&subject, say_reason());
    if (say_interrupted() == 0)
        prepare_clients(&subject);
    judge_all(&subject, rows, findings, out);
    report.count = rows->count;
    if (say_interrupted() == 0)
        status = tell(&report, out);
    else
        (void)fclose(out); /* who interrupts it waits for nothing more */
    tls_free_credentials();
    subject_end(&subject);
    (void)services_stop_all(); /* it only frees what is not started here */
    return say_interrupted() != 0 ? 128 + say_interrupted() : status;
}

int main(int argc, char **argv)
{
    static struct rows rows;
    struct options options;
    char patience[16];
    const char *fault = NULL;
    int status = -1;

    standard_hold();
    say_prepare();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return standard_written() == 0 ? status : 2;
    if (kinds_choose(&rows, &options) < 0)
        return 2;
    if (options.html != NULL && report_html_try(options.html, &fault) < 0) {
        say("%s", fault);
        return 2;
    }
    (void)snprintf(patience, sizeof patience, "%ld", options.patience);
    (void)setenv("MTLS_TEST_PATIENCE", patience, 1); /* deadline.h */
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);     /* shows at first use */
    /* A leaking server keeps a descriptor for each client, perhaps. */
    (void)process_raise_descriptors();
    status = measure(&options, &rows);
    curl_global_cleanup();
    return status;
}
