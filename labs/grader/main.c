/* SPDX-License-Identifier: MIT */
/*
 * The grader's program: one stage of those in grader.h, for check.sh.
 *
 *     MTLS_SERVER=... MTLS_CERTS=... MTLS_TRUTH=... MTLS_INSTRUMENTS=... \
 *         grader STAGE MODULE
 *     grader result ...    see result.c
 *
 * Exit status: 0 good, 1 not, 2 it could not be judged.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader.h"
#include "probe/adopted.h"
#include "probe/look.h"
#include "probe/probe.h"
#include "probe/tls_client.h"
#include "result.h"

static struct judged judged;

void look_stage(const struct judged *unused)
{
    (void)unused;
    look(service_start(NULL));
}

static const struct stage {
    const char *name;
    void (*run)(const struct judged *judged);
} stages[] = {
    {"look", look_stage},       {"memcheck", memcheck_stage},
    {"growth", growth_stage},   {"others", others_stage},
    {"present", present_stage}, {"threads", threads_stage},
    {"twin", twin_stage},       {"age", age_stage},
};

#define STAGES (sizeof stages / sizeof *stages)

/* ---- What to judge ------------------------------------------------------ */

static int choose(const char *module)
{
    const char *path = getenv("MTLS_TRUTH");
    char error[TRUTH_ERROR_SIZE];
    const struct truth_row *row = NULL;

    if (path == NULL || truth_load(&judged.truth, path, error) < 0) {
        (void)fprintf(stderr, "grader: %s\n",
                      path != NULL ? error : "MTLS_TRUTH is not set");
        return -1;
    }
    row = truth_leak(&judged.truth, module);
    if (row == NULL) {
        (void)fprintf(stderr, "grader: no module is called %s\n", module);
        return -1;
    }
    judged.module = module;
    judged.per = row->per;
    judged.kept = row->bytes.low;
    return 0;
}

/* ---- One stage, as a test ---------------------------------------------- */

static void run_it(void **state)
{
    const struct stage *stage = *state;

    /* But `age` looks at one whose parent is nobody of ours. */
    if (stage->run != age_stage)
        adopted_begin();
    stage->run(&judged);
}

static int end(void **state)
{
    int status = 0;

    tls_close_all();
    status = suite_end(state);
    adopted_end();
    return status;
}

static int judge(const struct stage *stage)
{
    const struct CMUnitTest tests[] = {
        {stage->name, run_it, suite_begin_bare, end, (void *)stage},
    };

    return cmocka_run_group_tests_name("grader", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    size_t i = 0;
    int failed = 0;

    if (argc > 1 && strcmp(argv[1], "result") == 0)
        return result(argc - 1, argv + 1);
    while (argc == 3 && i < STAGES && strcmp(argv[1], stages[i].name) != 0)
        i++;
    if (argc != 3 || i == STAGES) {
        (void)fputs("usage: grader STAGE MODULE; see main.c\n", stderr);
        return 2;
    }
    if (choose(argv[2]) < 0 || suite_prepare("grader", 1, argv) < 0)
        return 2;
    failed = judge(&stages[i]);
    tls_free_credentials();
    truth_free(&judged.truth);
    return suite_report(failed);
}
