/* SPDX-License-Identifier: MIT */
#include "suite.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "certs.h"
#include "files.h"
#include "service.h"

/* cmocka does not say how many tests its filter chose: they are counted. */
static int begun;
static int skipped;

void suite_count_skipped(void)
{
    skipped++;
}

/* ---- Before and after a test ----------------------------------------- */

int suite_begin_bare(void **state)
{
    (void)state;
    begun++;
    return 0;
}

int suite_begin_server(void **state)
{
    begun++;
    *state = service_start(NULL);
    return 0;
}

int suite_end(void **state)
{
    int failed = services_stop_all();

    (void)state;
    fail_first = NULL;
    files_remove_all();
    return failed == 0 ? 0 : -1;
}

/* ---- Before and after all -------------------------------------------- */

static int check_environment(const char *program)
{
    const char *server = getenv("MTLS_SERVER");
    const char *certs = getenv("MTLS_CERTS");
    char ca[PATH_SIZE];
    int length = 0;

    if (server == NULL || access(server, X_OK) != 0) {
        (void)fprintf(stderr,
                      "%s: MTLS_SERVER must name the server's program, such "
                      "as build/fixed/mtls-server, not '%s'\n",
                      program, server != NULL ? server : "");
        return -1;
    }
    length = snprintf(ca, sizeof ca, "%s/ca.pem", certs != NULL ? certs : "");
    if (length >= PATH_SIZE) {
        (void)fprintf(stderr,
                      "%s: MTLS_CERTS has more than %d letters: move the kit "
                      "to a shorter path\n",
                      program, PATH_SIZE - (int)sizeof "/ca.pem");
        return -1;
    }
    if (certs == NULL || access(ca, R_OK) != 0) {
        (void)fprintf(stderr,
                      "%s: MTLS_CERTS must name the folder of certificates "
                      "that `make -C certs` fills, not '%s'\n",
                      program, certs != NULL ? certs : "");
        return -1;
    }
    return 0;
}

/* _fail leaves the test. */
static void fail_test(const char *text, const char *file, int line)
{
    print_error("%s\n", text);
    _fail(file, line);
}

void suite_prepare_plain(void)
{
    fail_by = fail_test;
    /* A server that closes early is an error of a write, and no more. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    (void)curl_global_init(CURL_GLOBAL_DEFAULT); /* shows at first use */
}

int suite_prepare(const char *name, int argc, char **argv)
{
    if (check_environment(argv[0]) < 0)
        return -1;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    suite_prepare_plain();
    (void)printf("%s on %s%s\n", name, getenv("MTLS_SERVER"),
                 service_is_per_request() ? " (a server per request)" : "");
    return 0;
}

int suite_report(int failed)
{
    files_remove_all(); /* those of a test that could not begin */
    curl_global_cleanup();
    (void)printf("result: %d passed, %d failed, %d skipped\n",
                 begun - failed - skipped, failed, skipped);
    return failed == 0 ? 0 : 1;
}
