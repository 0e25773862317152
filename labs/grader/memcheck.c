/* SPDX-License-Identifier: MIT */
/*
 * A little of everything under memcheck.
 */
#include "grader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "company.h"
#include "probe/acts.h"
#include "probe/metered.h"
#include "probe/probe.h"
#include "probe/valgrind.h"

#define READING(length, body) \
    HEAD("POST", "/readings") \
    "Content-Type: application/json\r\nContent-Length: " length "\r\n" \
    "\r\n" body
#define POST READING("35", "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\"}")
#define BAD_POST READING("4", "{\"s\"")
#define DELETE HEAD("DELETE", "/healthz") "\r\n"

/* With stacks that fit a screen. */
static void start(struct service **server)
{
    static char log[PATH_SIZE + 16];
    static const char *const valgrind[] = {VALGRIND,
                                           VALGRIND_MEMCHECK,
                                           "--freelist-vol=200000000",
                                           "--num-callers=12",
                                           "--errors-for-leak-kinds=all",
                                           log,
                                           NULL};
    const struct service_setup setup = {.wrapper = valgrind};
    const char *path = getenv("MTLS_MEMCHECK_LOG");

    if (path == NULL)
        fail_because("MTLS_MEMCHECK_LOG is not set");
    (void)snprintf(log, sizeof log, "--log-file=%s", path);
    *server = service_start(&setup);
}

/* ---- Traffic ----------------------------------------------------------- */

/* One connection, or as many as it takes: everything twice in a row. */
static void converse(struct service *server)
{
    static const struct {
        const char *request;
        long status;
    } talk[] = {
        {GET("/healthz"), 200},
        {GET("/firmware/small.bin"), 200},
        {POST, 201},
        {HEAD("HEAD", "/firmware/small.bin") "\r\n", 200},
        {GET("/firmware/nothing.bin"), 404},
        {GET("/nowhere"), 404},
        {BAD_POST, 400},
        {DELETE, 405},
        {GET("/whoami"), 200},
        {GET("/readings?limit=2"), 200},
        {GET("/readings/1"), 200},
        {GET("/firmware/empty.bin"), 200},
        {GET("/metrics"), 200},
        {GET("/sessions"), 200},
        {GET("/requests"), 200},
    };
    struct tls_client *client = NULL;

    for (size_t i = 0; i < 2 * (sizeof talk / sizeof *talk); i++) {
        size_t j = i % (sizeof talk / sizeof *talk);

        if (client == NULL)
            client = tls_enter(server, "operator", 3);
        tls_ask(client, talk[j].request, talk[j].status);
        if (service_is_per_request()) {
            tls_leave(client);
            client = NULL;
        }
    }
    if (client != NULL)
        tls_leave(client);
}

/*
 * A handshake is dear here, so each comes once. What is but a request comes in
 * converse(); a full handshake, where tickets are got; a further request and a
 * reload, where one asks after it. A reload is dear, too: one that fails is
 * like another to the six modules.
 */
static bool comes_anyway(const struct trigger *trigger)
{
    if (trigger->step == act_full_2 || trigger->step == act_full_3)
        return service_resumes();
    if (trigger->step == act_reload)
        return !service_is_per_request();
    return trigger->step == act_ask_again || trigger->step == act_request ||
           trigger->step == act_view ||
           (trigger->step == act_reload_fails &&
            strcmp(trigger->name, "reload-bad-ca") != 0);
}

/*
 * Why a client is refused is known to the module of the refusals alone. The
 * others are shown one without a certificate, one of a stranger, and one whom
 * the list revokes; the stages `feature` and `growth` show them all. Another
 * address, name, reading or cipher is told from the one before by `growth`.
 */
static bool is_like_another(const struct judged *judged,
                            const struct trigger *trigger)
{
    static const char *const shown[] = {"refused-none", "refused-wrong-ca",
                                        "refused-revoked"};

    if (trigger->step == act_other_address ||
        trigger->step == act_other_stranger ||
        trigger->step == act_other_client ||
        trigger->step == act_other_reading ||
        trigger->step == act_other_cipher ||
        trigger->step == act_nothing_in_common)
        return true;
    if (trigger->step == act_long_chain)
        return judged->per != PER_REFUSAL;
    if (trigger->step != act_refused || judged->per == PER_REFUSAL)
        return false;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (strcmp(trigger->name, shown[i]) == 0)
            return false;
    }
    return true;
}

static void pull_all(const struct judged *judged, struct series *series,
                     struct service *server)
{
    for (size_t i = 0; i < trigger_count; i++) {
        const struct trigger *trigger = &triggers[i];

        if (metered_skips(trigger) || trigger->seldom ||
            comes_anyway(trigger) || is_like_another(judged, trigger))
            continue;
        /* TLS 1.2 or 1.3 */
        series_whole(series, server, trigger, (unsigned)i % 2, 1);
    }
}

/*
 * One that stays while others come and go, and one that takes long while many
 * short ones come to their end.
 */
static void overlap(struct service *server)
{
    struct tls_client *slow = act_begin_download(server, 3);
    struct tls_client *older = tls_enter(server, "sensor-1", 3);
    struct tls_client *newer = tls_enter(server, "operator", 2);
    unsigned many = service_is_per_request() ? 1 : 130;

    for (unsigned i = 0; i < many; i++)
        tls_ask(newer, GET("/healthz"), 200);
    tls_leave(newer);
    tls_ask(older, GET("/sessions"), 200);
    tls_leave(older);
    tls_reset(slow);
    older = tls_enter(server, "sensor-1", 2);
    tls_ask(older, GET("/requests"), 200);
    tls_leave(older);
}

/*
 * Clients stay, and two of them are in mid-download. The end comes; one goes,
 * the others are cut off, as when --timeout has passed: here by a second
 * signal.
 */
static void end_in_the_middle(struct service *server)
{
    struct tls_client *download = act_begin_download(server, 3);
    struct company company;

    company_come(&company, server);
    service_signal(server, SIGTERM);
    (void)service_log_wait(server, 0, " info SIGTERM: draining ");
    tls_reset(download);
    service_signal(server, SIGTERM);
    (void)service_log_wait(server, 0, " warning cut off ");
    if (process_wait(&server->process) != 0)
        fail_because("the server ended with status %d instead of 0:\n%s",
                     server->process.exit, service_log(server, 0));
    company_go(&company);
    if (service_log_count(server, 0, " info stopped$") != 1)
        fail_because("the server ended before it had said \"stopped\"");
}

void memcheck_stage(const struct judged *judged)
{
    struct series series = {0};
    struct service *server = NULL;

    start(&server);
    triggers_prepare(server);
    pull_all(judged, &series, server);
    converse(server);
    overlap(server);
    end_in_the_middle(server);
}
