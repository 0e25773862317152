/* SPDX-License-Identifier: MIT */
/*
 * Many threads of a server that ThreadSanitizer watches, and many clients at
 * once: what two threads touch without a lock in common is told, whether or
 * not it has gone wrong this time.
 */
#include "grader.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "listed.h"
#include "probe/acts.h"
#include "probe/gauge.h"
#include "probe/probe.h"
#include "storm.h"

#define THREADS "64"
#define CLIENTS 8
#define MANY 80
#define ENDS 3

/*
 * What the modules share comes up in the lists and in the ends of requests,
 * downloads and connections: so these are most of it. First on connections
 * that stay, as a handshake is dear here; then what comes in handshakes; then
 * more clients than a list is walked through at a time, none of whom stays.
 */
static const struct crowd crowds[] = {
    {"sessions=6,requests=8,healthz=12,firmware=5,post=2,readings=1,refused=1,"
     "accepted=2,vanish:download=1",
     900, CLIENTS, false},
    {"sessions=2,refused=4,accepted=3,abort:flight1=1,abort:finished=1,"
     "vanish:download=1",
     160, CLIENTS, false},
    {.mix = "sessions=3,accepted=1,vanish:request=1",
     .steps = 400,
     .clients = MANY,
     .fresh = true},
};

#define CROWDS (sizeof crowds / sizeof *crowds)

static bool is_bare(void)
{
    const char *text = getenv("MTLS_THREADS_BARE");

    return text != NULL && strcmp(text, "1") == 0;
}

/*
 * How much of it is there. It is as good as told when there is a first; once
 * that has come to its end, nothing more is needed.
 */
enum told { NOTHING, A_FIRST, ALL_OF_IT };

static enum told told(const char *report)
{
    static const char line[] = "==================\n";
    size_t size = 0;
    char *text = read_file_if(report, &size);
    const char *begin = text != NULL ? strstr(text, line) : NULL;
    enum told told = size > 0 ? A_FIRST : NOTHING;

    if (begin != NULL && strstr(begin + strlen(line), line) != NULL)
        told = ALL_OF_IT;
    free(text);
    return told;
}

/* Where none stays, a request costs a handshake. */
static struct crowd fitting(const struct crowd *crowd)
{
    struct crowd fits = *crowd;

    if (service_is_per_request())
        fits.steps = crowds[1].steps;
    return fits;
}

#define SLOW 16
#define TURNS 3

/*
 * What a reload touches, and then the end of a request, and nothing else in
 * between: a lock that something else takes would hide it.
 */
static void reload_under_requests(struct service *server, const char *report)
{
    struct tls_client *slow[SLOW];

    for (int turn = 0; turn < TURNS && told(report) == NOTHING; turn++) {
        for (size_t i = 0; i < SLOW; i++)
            slow[i] = act_begin_download(server, 3);
        (void)service_reload(server);
        for (size_t i = 0; i < SLOW; i++)
            tls_reset(slow[i]);
    }
}

#define RELOADS 20

/*
 * Reloads while they come, each when the one before is done. However long it
 * takes: mtls-load waits for no answer longer than we are patient. What races
 * may come to stand still: once that is told, nobody waits for it. One download
 * goes on meanwhile, and hears of all reloads.
 */
static void meet(struct service *server, const struct crowd *crowd,
                 const char *report)
{
    scoped_client struct http_client *client = client_new(server, "operator");
    struct tls_client *slow = act_begin_download(server, 3);
    struct process load;
    unsigned reloads = 0;
    char line[64];

    crowd_begin(&load, server, crowd);
    while (reloads < RELOADS && !process_ended(&load) &&
           told(report) != ALL_OF_IT) {
        (void)service_reload(server);
        reloads++;
        listed_falling(client);
    }
    while (!process_ended(&load) && told(report) != ALL_OF_IT)
        (void)poll(NULL, 0, 20);
    if (!process_ended(&load)) {
        process_kill(&load);
        return;
    }
    crowd_judge(&load, crowd);
    tls_reset(slow);
    gauge_settle(server);
    (void)snprintf(line, sizeof line, " audit .* reloads=%u( |$)", reloads);
    if (reloads > 0 && service_log_count(server, 0, line) == 0)
        fail_because("a download over %u reloads: no audit line says so",
                     reloads);
}

/* Each request has its line, whoever else came to an end at that moment. */
static void expect_audit_lines(const struct service *server)
{
    unsigned requests = 0, lines = 0;

    gauge_settle(server);
    requests = (unsigned)requests_counted(server) + 1; /* this one, too */
    gauge_settle(server);
    lines = service_log_count(server, 0, " audit id=");
    if (lines != requests)
        fail_because("%u requests, many at once: the log has %u audit lines",
                     requests, lines);
}

static void expect_end(const struct service *server)
{
    if (server->process.exit != 0)
        fail_because("the server ended with status %d instead of 0",
                     server->process.exit);
}

/* Nobody is there: of all that came, each was counted, and then no more. */
static void end_at_rest(struct service *server)
{
    service_signal(server, SIGTERM);
    (void)service_log_wait(server, 0, " info SIGTERM: draining ");
    if (service_log_count(server, 0, " draining requests=0 downloads=0$") != 1)
        fail_because("all clients are gone, and at SIGTERM the log says: %s",
                     strstr(service_log(server, 0), "draining"));
    (void)process_wait(&server->process);
    expect_end(server);
}

/*
 * SIGTERM, when some are in the middle of it. Those who come too late cannot
 * be served.
 */
static void end_among(struct service *server, const struct crowd *crowd)
{
    double before = requests_counted(server);
    struct process load;

    crowd_begin(&load, server, crowd);
    wait_until(process_ended(&load) ||
               requests_counted(server) > before + 2 * CLIENTS);
    (void)service_stop(server);
    process_kill(&load);
}

static struct service *start(const char *log, char report[PATH_SIZE])
{
    static char options[PATH_SIZE + 64];
    const char *const environment[] = {options, NULL};
    const char *const threads[] = {"--threads", THREADS, NULL};
    const char *const bare[] = {"setarch", "-R", NULL};
    struct service *server = NULL;

    (void)snprintf(options, sizeof options,
                   "TSAN_OPTIONS=exitcode=0:log_path=%s", log);
    server = service_start(
        &(struct service_setup){.wrapper = is_bare() ? bare : NULL,
                                .environment = environment,
                                .options = threads});
    (void)snprintf(report, PATH_SIZE, "%s.%ld", log,
                   (long)server->process.pid);
    triggers_prepare(server);
    return server;
}

/*
 * What is touched at the end is touched once, and another thread may have
 * taken a lock in between: so there are several ends.
 */
void threads_stage(const struct judged *judged)
{
    static char report[PATH_SIZE];
    const char *log = getenv("MTLS_THREADS_LOG");
    struct service *server = NULL;
    struct crowd crowd;

    (void)judged;
    if (log == NULL)
        fail_because("MTLS_THREADS_LOG is not set");
    server = start(log, report);
    reload_under_requests(server, report);
    for (size_t i = 0; i < CROWDS && told(report) == NOTHING; i++) {
        crowd = fitting(&crowds[i]);
        meet(server, &crowd, report);
    }
    if (told(report) == ALL_OF_IT) {
        process_kill(&server->process);
        fail();
    }
    if (told(report) == NOTHING) {
        expect_audit_lines(server);
        end_at_rest(server);
        server = start(log, report);
    }
    for (unsigned ends = 1;; ends++) {
        end_among(server, &crowds[0]);
        if (told(report) != NOTHING)
            fail();
        expect_end(server);
        if (ends == ENDS)
            return;
        server = start(log, report);
    }
}
