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
#include "crowded.h"
#include "probe/acts.h"
#include "probe/gauge.h"
#include "probe/probe.h"

/* ---- Clients ------------------------------------------------------------ */

static void ask_once(struct account *account, const char *request)
{
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);

    account_ask(account, client, request);
    account_leave(account, client);
}

/* Begun, and then nobody reads on. */
static struct tls_client *begin_download(struct account *account)
{
    struct tls_client *client =
        account_enter(account, "sensor-1", TLS_1_3, NULL, 4096);
    char part[64];

    assert_gnutls_ok(tls_send_text(client, GET("/firmware/big.bin")));
    if (tls_receive(client, part, sizeof part) <= 0)
        account_tell(account, "the download does not begin");
    return client;
}

/* ---- The steps ---------------------------------------------------------- */

#define JSON(method, path, length, body) \
    HEAD(method, path) \
    "Content-Type: application/json\r\nContent-Length: " length "\r\n\r" \
    "\n" body
#define LETTERS "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"

static void ask_all_routes(struct account *account)
{
    static const char *const requests[] = {
        GET("/healthz"),
        GET("/whoami"),
        JSON("POST", "/readings", "35",
             "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\"}"),
        JSON("POST", "/readings", "4", "{\"s\""),
        JSON("PUT", "/readings", "4", "{\"s\""),
        GET("/readings?limit=2"),
        GET("/readings/2"),
        GET("/firmware/small.bin"),
        HEAD("HEAD", "/firmware/small.bin") "\r\n",
        GET("/firmware/nothing.bin"),
        GET("/" LETTERS LETTERS LETTERS LETTERS "?a=b"),
        HEAD("DELETE", "/healthz") "\r\n",
        GET("/sessions"),
    };
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);

    for (size_t i = 0; i < 2 * (sizeof requests / sizeof *requests); i++)
        account_ask(account, client,
                    requests[i % (sizeof requests / sizeof *requests)]);
    account_ask(account, client, GET("/requests"));
    account_leave(account, client);
}

/* New ones and resumed ones: newest first, whichever they are. */
static void list_sessions(struct account *account)
{
    struct tls_client *first =
        account_enter(account, "sensor-1", TLS_1_2, NULL, 0);
    struct tls_client *other = NULL, *resumed = NULL, *last = NULL;
    gnutls_datum_t ticket = {NULL, 0};

    account_ask(account, first, GET("/healthz"));
    account_settle(account);
    ticket = tls_session(first);
    other = account_enter(account, "operator", TLS_1_3, NULL, 0);
    resumed = account_enter(account, "sensor-1", TLS_1_2, &ticket, 0);
    last = account_enter(account, "sensor-1", TLS_1_3, NULL, 0);
    account_ask(account, resumed, GET("/sessions"));
    account_settle(account);
    account_leave(account, first);
    account_ask(account, other, GET("/sessions"));
    account_settle(account);
    account_leave(account, last);
    account_ask(account, resumed, GET("/requests"));
    account_leave(account, resumed);
    account_leave(account, other);
    gnutls_free(ticket.data);
}

/* Each of the quick ones is told of, and the slow one, too. */
static void pass_a_slow_one(struct account *account)
{
    struct tls_client *slow = begin_download(account);
    struct tls_client *quick =
        account_enter(account, "sensor-1", NULL, NULL, 0);

    for (int i = 0; i < 120; i++)
        account_ask(account, quick, GET("/healthz"));
    account_leave(account, quick);
    account_break_off(account, slow);
}

static void reload_under_two(struct account *account)
{
    struct tls_client *kept =
        account_enter(account, "operator", NULL, NULL, 0);
    struct tls_client *one = begin_download(account);
    struct tls_client *two = begin_download(account);

    (void)service_reload(account->server);
    account_settle(account);
    account_ask(account, kept, GET("/sessions"));
    account_settle(account);
    account_break_off(account, one);
    (void)service_reload(account->server);
    account_settle(account);
    account_break_off(account, two);
    account_leave(account, kept);
}

static void replace_a_file(struct account *account)
{
    char bytes[300];

    for (char version = 1; version <= 3; version++) {
        memset(bytes, version, sizeof bytes);
        service_put(account->server, "new.bin", bytes, 100 * (size_t)version);
        ask_once(account, GET("/firmware/new.bin"));
        ask_once(account, HEAD("HEAD", "/firmware/new.bin") "\r\n");
    }
}

/* Who is refused, and who breaks off: it is the log that tells. */
static void send_strangers(struct account *account)
{
    static const char *const names[] = {
        "refused-none",    "refused-wrong-ca",   "refused-expired",
        "refused-revoked", "abort-after-flight", "plain-http"};
    struct series series;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        series_begin(&series, account->server, trigger_find(names[i]));
        for (unsigned version = 0; version < 2; version++) {
            series_step(&series, version, 1);
            account_settle(account);
        }
        series_end(&series);
    }
}

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
            account_tell(account, at + 1);
            break;
        }
    }
    free(log);
}

/* ---- One of them, and the other ----------------------------------------- */

/* A fix of `server` may have 64 threads, and serve no more at a time. */
static void listen_to(struct account *account, const struct judged *judged)
{
    struct rest rest = {.sockets = REST_ANY_SOCKETS};

    account->out = open_memstream(&account->text, &account->size);
    assert_non_null(account->out);
    account->server = service_start(NULL);
    rest.pid = account->server->process.pid;
    gauge_await(&rest);
    account->sockets = rest.proc.sockets;
    triggers_prepare(account->server);
    account_settle(account);
    ask_all_routes(account);
    list_sessions(account);
    pass_a_slow_one(account);
    reload_under_two(account);
    replace_a_file(account);
    send_strangers(account);
    if (strcmp(judged->module, "server") != 0)
        crowded_ask(account);
    tell_metrics(account);
    account_settle(account);
    (void)fprintf(account->out, "its exit status: %d\n",
                  service_stop(account->server));
    tell_log(account);
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
