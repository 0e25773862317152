/* SPDX-License-Identifier: MIT */
/*
 * How much each trigger makes a server grow: a test a trigger, all on one
 * server that runs from the first to the last. tests/leaks/run.sh sets the
 * environment:
 *
 *     MTLS_SERVER       its program         MTLS_CERTS  the certificates
 *     MTLS_LEAKS        the leaks in it: "", "streams", "requests peer"
 *     MTLS_TRUTH        tests/truth.csv     MTLS_INSTRUMENTS  their folder
 *     MTLS_STEPS        N: each trigger is done N times, then 2 N times
 *     MTLS_NAME         of the suite: "fixed", "streams", for messages
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauge.h"
#include "judge.h"
#include "support.h"
#include "triggers.h"

static struct judge judge;
static struct gauge gauge;
static struct series series; /* the one under way */
static struct service *server;
static unsigned steps = 64;

/* ---- The server -------------------------------------------------------- */

static bool reuses_nothing(const struct trigger *trigger)
{
    return trigger->reuses && service_is_per_request();
}

static void do_all(unsigned first, unsigned count)
{
    for (size_t i = 0; i < trigger_count; i++) {
        if (reuses_nothing(&triggers[i]))
            continue;
        series_begin(&series, server, &triggers[i]);
        series_step(&series, first, count);
        series_end(&series);
    }
}

/*
 * Some memory is taken once: by each thread at its first handshake, when a
 * format is first printed. A round does everything, and rounds go on until
 * three in a row have kept the same, and until each of the leaky server's 64
 * threads, which take turns at some 90 connections a round, has had several.
 */
#define ROUNDS_MIN 4
#define ROUNDS_MAX 20
#define STEPS_A_ROUND 2 /* one of TLS 1.2, one of 1.3 */

static void warm_up(void)
{
    struct holding before = gauge_rest(&gauge, 0);
    struct holding last = {0};
    unsigned same = 0;

    for (unsigned round = 0; round < ROUNDS_MAX; round++) {
        struct holding now;
        struct holding grown;

        triggers_crowd(server);
        do_all(round * STEPS_A_ROUND, STEPS_A_ROUND);
        now = gauge_rest(&gauge, 0);
        grown = holding_minus(&now, &before);
        same = memcmp(&grown, &last, sizeof grown) == 0 ? same + 1 : 0;
        before = now;
        last = grown;
        if (same >= 2 && round + 1 >= ROUNDS_MIN)
            return;
    }
    /* Not even now: the tests will say what goes on growing. */
}

static void start(void)
{
    static char preload[PATH_SIZE + 32];
    static char folder[PATH_SIZE];
    static char meter[PATH_SIZE + 32];
    const char *const environment[] = {preload, meter, NULL};
    const struct service_setup setup = {.environment = environment};

    make_folder(folder);
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s/libheapmeter.so",
                   getenv("MTLS_INSTRUMENTS"));
    (void)snprintf(meter, sizeof meter, "HEAPMETER_DIR=%s", folder);
    server = service_start(&setup);
    triggers_prepare(server);
    gauge_open(&gauge, folder, server->process.pid);
    warm_up();
}

/* ---- The tests --------------------------------------------------------- */

/* Of what the server has said. */
static const char *last_lines(void)
{
    const char *log = service_log(server, 0);
    size_t length = strlen(log);

    return log + (length > 800 ? length - 800 : 0);
}

/* The first test to run finds no server yet: any of them may be the first,
   since a pattern may choose one. */
static int begin(void **state)
{
    (void)suite_begin_bare(state);
    if (server == NULL)
        start();
    if (!process_ended(&server->process))
        return 0;
    print_error("the server has ended by itself, status %d:\n%s\n",
                server->process.exit, last_lines());
    return -1;
}

static int end(void **state)
{
    (void)state;
    if (server->process.pid != 0 && process_ended(&server->process))
        print_error("the server has ended by itself, status %d:\n%s\n",
                    server->process.exit, last_lines());
    series_drop(&series);
    visitors_close_all();
    return 0;
}

static void grows_as_the_table_says(void **state)
{
    const struct trigger *trigger = *state;
    struct growth growth = {.steps = steps};
    struct holding before, between, after;
    unsigned clients = 0;

    if (reuses_nothing(trigger))
        skip_because("a server per request keeps and resumes nothing");
    series_begin(&series, server, trigger);
    clients = series.connected != NULL ? 1 : 0;
    before = gauge_rest(&gauge, clients);
    series_step(&series, 0, steps);
    between = gauge_rest(&gauge, clients);
    series_step(&series, steps, 2 * steps);
    after = gauge_rest(&gauge, clients);
    series_end(&series);
    growth.once = holding_minus(&between, &before);
    growth.twice = holding_minus(&after, &between);
    judge_growth(&judge, trigger, &growth);
}

/* A row for a trigger that nobody pulls would be a claim without a test. */
static void each_row_of_the_table_is_tested(void **state)
{
    (void)state;
    for (size_t i = 0; i < judge.truth.count; i++) {
        const struct truth_row *row = &judge.truth.rows[i];

        if (trigger_find(row->trigger) == NULL)
            fail_because("%s:%u: no trigger is called '%s'", judge.truth.path,
                         row->line, row->trigger);
    }
}

static void the_server_ends_well(void **state)
{
    (void)state;
    assert_int_equal(service_stop(server), 0);
}

/* ---- All of them ------------------------------------------------------- */

#define OTHERS 2

static int run(const char *name)
{
    struct CMUnitTest *tests = calloc(trigger_count + OTHERS, sizeof *tests);
    int failed = 1;

    if (tests == NULL)
        return failed;
    for (size_t i = 0; i < trigger_count; i++)
        tests[i + 1] = (struct CMUnitTest){
            triggers[i].name, grows_as_the_table_says, begin, end,
            (void *)&triggers[i]}; /* only read from */
    tests[0] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(
        each_row_of_the_table_is_tested, suite_begin_bare, NULL);
    tests[trigger_count + 1] =
        (struct CMUnitTest)cmocka_unit_test_setup_teardown(
            the_server_ends_well, begin, end);
    /* What the macro without the underscore calls with sizeof. */
    failed = _cmocka_run_group_tests(name, tests, trigger_count + OTHERS, NULL,
                                     NULL);
    free(tests);
    return failed;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL)
        (void)fprintf(stderr, "%s is not set; run tests/leaks/run.sh\n", name);
    return value;
}

int main(int argc, char **argv)
{
    const char *table = variable("MTLS_TRUTH");
    const char *leaks = variable("MTLS_LEAKS");
    const char *count = getenv("MTLS_STEPS");
    int failed = 0;

    if (count != NULL)
        steps = (unsigned)strtoul(count, NULL, 10);
    if (table == NULL || leaks == NULL || steps == 0 ||
        variable("MTLS_INSTRUMENTS") == NULL ||
        suite_prepare("leaks", argc, argv) < 0 ||
        judge_begin(&judge, table, leaks, getenv("MTLS_SERVER"),
                    getenv("MTLS_INSTRUMENTS")) < 0)
        return 2;
    failed = run("leaks");
    /* Where a pattern left out the test of that; else it has been counted. */
    if (services_stop_all() > 0 && failed == 0)
        failed = 1;
    gauge_close(&gauge);
    visitors_free_credentials();
    files_remove_all();
    judge_end(&judge);
    return suite_report(failed);
}
