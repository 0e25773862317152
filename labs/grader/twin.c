/* SPDX-License-Identifier: MIT */
/*
 * The same steps to the learner's server and to fixed/, one after the other:
 * what clients and the log are told must be the same, but for times, ports
 * and ids.
 */
#include "grader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "probe/clock.h"
#include "probe/deadline.h"
#include "probe/gauge.h"
#include "probe/probe.h"
#include "twin_steps.h"

/* ---- What else has been told -------------------------------------------- */

/* All but what modules hold, which may be as it likes. */
static void tell_metrics(struct account *account)
{
    scoped_response struct http_response response = {0};
    char *next = NULL;

    (void)http_get(account->server, "operator", "/metrics", &response);
    assert_status(&response, 200);
    for (char *line = strtok_r(response.body, "\n", &next); line != NULL;
         line = strtok_r(NULL, "\n", &next)) {
        if (strncmp(line, "mtls_", 5) == 0 &&
            strncmp(line, "mtls_live", 9) != 0)
            account_tell(account, line);
    }
}

/* Of what the module holds: no more is freed than was made. */
static void tell_count(struct account *account, const char *module)
{
    char name[64];

    (void)snprintf(name, sizeof name, "mtls_live_objects{module=\"%s\"}",
                   module);
    if (sample(account->server, name) < 0)
        account_tell(account, "mtls_live_objects: fewer than none");
}

/*
 * From the level on: the time is before it. First how many lines there are, as
 * one that is missing shows only by the next.
 */
static void tell_log(struct account *account)
{
    static const char *const told[] = {" audit ", " refused ",
                                       " no handshake ", " draining "};
    char *log = strdup(service_log(account->server, 0));
    char *next = NULL, text[64];

    assert_non_null(log);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        (void)snprintf(text, sizeof text, "%u lines in the log have \"%s\"",
                       service_log_count(account->server, 0, told[i]),
                       told[i] + 1);
        account_tell(account, text);
    }
    for (char *line = strtok_r(log, "\n", &next); line != NULL;
         line = strtok_r(NULL, "\n", &next)) {
        for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
            const char *at = strstr(line, told[i]);

            if (at == NULL)
                continue;
            (void)fputs("the log says: ", account->out);
            account_tell(account, at + 1);
            break;
        }
    }
    free(log);
}

#define QUEUES 10

/* ---- One of them, and the other ----------------------------------------- */

static void start(struct account *account)
{
    struct rest rest = {.sockets = REST_ANY_SOCKETS};

    account->server = clock_service((struct service_setup){0});
    rest.pid = account->server->process.pid;
    gauge_await(&rest);
    account->sockets = rest.proc.sockets;
}

static void end(struct account *account)
{
    (void)fprintf(account->out, "its exit status: %d\n",
                  service_stop(account->server));
    tell_log(account);
}

/* Of a server of its own; again, where that has told nothing. */
static void tell_queue(struct account *account)
{
    for (int i = 0; i < QUEUES; i++) {
        start(account);
        if (twin_last_step(account) >= 0) {
            end(account);
            return;
        }
        (void)service_stop(account->server);
    }
    patience_ran_out();
    fail_because("clients were kept from going on while the server drained, "
                 "%d times",
                 QUEUES);
}

/* A fix of `server` may have 64 threads, and serve no more at a time. */
static void listen_to(struct account *account, const struct judged *judged)
{
    account->out = open_memstream(&account->text, &account->size);
    assert_non_null(account->out);
    start(account);
    triggers_prepare(account->server);
    account_settle(account);
    twin_steps(account, strcmp(judged->module, "server") != 0);
    tell_metrics(account);
    tell_count(account, judged->module);
    account_settle(account);
    end(account);
    tell_queue(account);
    assert_int_equal(fclose(account->out), 0);
}

#define SHOWN ((size_t)160) /* letters of a line, around where it differs */

static void show(const char *who, const char *text, size_t line, size_t at)
{
    size_t from = at - line > SHOWN ? at - SHOWN : line;
    size_t length = strcspn(text + from, "\n");

    (void)printf("    %s says: %s%.*s\n", who, from > line ? "... " : "",
                 (int)(length < 2 * SHOWN ? length : 2 * SHOWN), text + from);
}

/* To the first letter that differs. */
static bool is_alike(const char *ours, const char *theirs)
{
    size_t line = 0;

    for (size_t i = 0; ours[i] != '\0' || theirs[i] != '\0'; i++) {
        if (ours[i] != theirs[i]) {
            show("fixed/", theirs, line, i);
            show("yours ", ours, line, i);
            return false;
        }
        if (ours[i] == '\n')
            line = i + 1;
    }
    return true;
}

void twin_stage(const struct judged *judged)
{
    struct account ours = {0}, theirs = {0};
    const char *twin = getenv("MTLS_TWIN");
    bool alike = false;

    if (twin == NULL)
        fail_because("MTLS_TWIN is not set");
    listen_to(&ours, judged);
    assert_system_ok(setenv("MTLS_SERVER", twin, true));
    listen_to(&theirs, judged);
    alike = is_alike(ours.text, theirs.text);
    free(ours.text);
    free(theirs.text);
    if (!alike)
        fail();
}
