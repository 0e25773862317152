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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge_message.h"
#include "probe/metered.h"
#include "probe/probe.h"
#include "probe/walked.h"

static struct judge judge;
static struct metered metered;
static unsigned steps = 64;

/* ---- The tests --------------------------------------------------------- */

/* Of what the server has said. */
static const char *last_lines(void)
{
    const char *log = service_log(metered.server, 0);
    size_t length = strlen(log);

    return log + (length > 800 ? length - 800 : 0);
}

static bool told; /* that it is dead */

static bool server_is_dead(void)
{
    const struct process *process = NULL;

    if (metered.server == NULL || (metered.server->process.pid != 0 &&
                                   !process_ended(&metered.server->process)))
        return false;
    process = &metered.server->process;
    if (told)
        print_error("not run: the server is dead\n");
    else
        print_error("the server ended by itself, status %d%s%s; a crash, "
                    "whatever it leaked:\n%s\n",
                    process->exit, process->exit > 128 ? ", " : "",
                    process->exit > 128 ? strsignal(process->exit - 128) : "",
                    last_lines());
    told = true;
    return true;
}

/*
 * The first test to run finds no server yet: any of them may be the first,
 * since a pattern may choose one.
 */
static int begin(void **state)
{
    (void)suite_begin_bare(state);
    if (metered.server == NULL)
        metered_start(&metered);
    return server_is_dead() ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    if (!told)
        (void)server_is_dead(); /* now it says so */
    metered_drop(&metered);
    return 0;
}

static void grows_as_the_table_says(void **state)
{
    const struct trigger *trigger = *state;
    struct growth growth;
    const char *why = NULL;

    if (metered_skips(trigger) && metered.lost_keep_alive)
        fail_because("it keeps no connection alive, as a server per request");
    if (metered_skips(trigger))
        skip_because("a server per request keeps and resumes nothing");
    growth = metered_growth(&metered, trigger, steps);
    if (growth_is_mapped(&growth)) /* not by chance, if it is so again */
        growth = metered_growth(&metered, trigger, steps);
    why = judge_growth(&judge, trigger, &growth);
    if (why != NULL)
        judge_fail(&judge, trigger, &growth, why);
}

/* ---- Inputs that nobody has thought of --------------------------------- */

/* All on fixed/; a variant has besides its one module what fixed/ has. */
#define STRIDE_OF_A_VARIANT 37

static size_t inputs_first, inputs_end, inputs_stride; /* of a walk */

static void walk_once(struct series *series, unsigned i)
{
    struct walk one = {.server = series->server};

    (void)i;
    walk(&one, inputs_first, inputs_end, inputs_stride);
    walk_drop(&one);
}

/* A step is a walk: what comes in it is known when it is over. */
static struct trigger inputs = {
    .name = "inputs", .what = "a walk through all inputs", .step = walk_once};

static bool is_wrong(const struct walked *walked, void *unused)
{
    struct growth growth = {.steps = 1,
                            .once = walked->grown,
                            .twice =
                                holding_plus(&walked->grown, &walked->grown)};

    (void)unused;
    memcpy(inputs.times, walked->times, sizeof walked->times);
    return judge_growth(&judge, &inputs, &growth) != NULL;
}

/* Of the one that is wrong by itself, or of all that are together. */
static void judge_inputs(size_t number)
{
    static char text[WALK_TEXT];
    struct growth growth;
    const char *why = NULL;

    if (number < walk_count) {
        inputs.what = walk_text(number, text);
        inputs_first = number;
        inputs_end = number + 1;
    }
    growth =
        metered_growth(&metered, &inputs, number < walk_count ? steps : 1);
    why = judge_growth(&judge, &inputs, &growth);
    judge_fail(&judge, &inputs, &growth,
               why != NULL ? why : "another growth, but not each time");
}

/* The first walk fills what is bounded. */
static void all_inputs_grow_as_the_table_says(void **state)
{
    struct walked second;

    (void)state;
    inputs_first = 0;
    inputs_end = walk_count;
    inputs_stride = judge.leak_count > 0 ? STRIDE_OF_A_VARIANT : 1;
    (void)walked(&metered, inputs_first, inputs_end, inputs_stride);
    second = walked(&metered, inputs_first, inputs_end, inputs_stride);
    if (is_wrong(&second, NULL))
        judge_inputs(walked_find(&metered, inputs_stride, is_wrong, NULL));
}

/* A row that no trigger answers to would be a claim without a test. */
static void each_row_of_the_table_is_tested(void **state)
{
    (void)state;
    for (size_t i = 0; i < judge.truth.count; i++) {
        const struct truth_row *row = &judge.truth.rows[i];
        size_t t = 0;

        while (t < trigger_count && triggers[t].times[row->per] == 0)
            t++;
        if (t == trigger_count)
            fail_because("%s:%u: no trigger has a %s", judge.truth.path,
                         row->line, per_name(row->per));
    }
}

static void the_server_ends_well(void **state)
{
    (void)state;
    assert_int_equal(service_stop(metered.server), 0);
}

/* ---- All of them ------------------------------------------------------- */

#define OTHERS 3

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
    tests[trigger_count + 1] = (struct CMUnitTest){
        inputs.name, all_inputs_grow_as_the_table_says, begin, end, NULL};
    tests[trigger_count + 2] =
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

/* Of all triggers, only that which makes most of what this leak answers to. */
static int choose(const char *leak)
{
    const struct truth_row *row = truth_leak(&judge.truth, leak);

    if (row == NULL) {
        (void)fprintf(stderr, "no leak is called %s\n", leak);
        return -1;
    }
    cmocka_set_test_filter(metered_leak_trigger(leak, row->per)->name);
    return 0;
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
                    getenv("MTLS_INSTRUMENTS")) < 0 ||
        (argc > 1 && strncmp(argv[1], "leak:", 5) == 0 &&
         choose(argv[1] + 5) < 0))
        return 2;
    failed = run("leaks");
    /* Where a pattern left out the test of that; else it has been counted. */
    if (services_stop_all() > 0 && failed == 0)
        failed = 1;
    metered_end(&metered);
    files_remove_all();
    judge_end(&judge);
    return suite_report(failed);
}
