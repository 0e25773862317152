/* SPDX-License-Identifier: MIT */
#include "twin_steps.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "crowded.h"
#include "probe/acts.h"
#include "probe/probe.h"
#include "twin_files.h"
#include "twin_long.h"
#include "twin_names.h"
#include "twin_times.h"

/* ---- The steps ---------------------------------------------------------- */

#define JSON(method, path, length, body) \
    HEAD(method, path) \
    "Content-Type: application/json\r\nContent-Length: " length "\r\n\r" \
    "\n" body

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

#define UMLAUTS \
    "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc"

/*
 * Of any bytes: what is no UTF-8 (RFC 3629) has no place in JSON (RFC 8259,
 * 8.1), and wherever a path is cut, one of two is cut within a character.
 */
static void ask_odd_paths(struct account *account)
{
    static const char *const requests[] = {
        GET("/%ff"),
        GET("/\xff\xc3"),
        GET("/a%22b%5Cc%2F%0A%01%7F"),
        GET("/M%C3%BCller?%FF"),
        GET("/" UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS),
        GET("/a" UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS),
        HEAD("GET", "/firmware/%FF.bin") "\r\n",
        HEAD("ODD\"\\", "/healthz") "\r\n",
    };
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);

    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        account_ask(account, client, requests[i]);
        account_ask(account, client, GET("/requests"));
    }
    account_leave(account, client);
}

/* New ones and resumed ones: newest first, whichever they are. */
static void list_sessions(struct account *account)
{
    struct tls_client *first =
        account_enter(account, "sensor-1", TLS_1_2, NULL, 0);
    struct tls_client *other = NULL, *resumed = NULL, *last = NULL;
    struct tls_client *late = NULL;
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
    /* It may have the place of the first: it is the newest all the same. */
    late = account_enter(account, "sensor-1", TLS_1_2, NULL, 0);
    account_ask(account, other, GET("/sessions"));
    account_settle(account);
    account_leave(account, late);
    account_leave(account, last);
    account_ask(account, resumed, GET("/requests"));
    account_leave(account, resumed);
    account_leave(account, other);
    gnutls_free(ticket.data);
}

/* Each of the quick ones is told of, and the slow one, too. */
static void pass_a_slow_one(struct account *account)
{
    struct tls_client *slow = account_begin_download(account);
    struct tls_client *quick =
        account_enter(account, "sensor-1", NULL, NULL, 0);

    for (int i = 0; i < 120; i++)
        account_ask(account, quick, GET("/healthz"));
    account_leave(account, quick);
    account_break_off(account, slow);
}

/* It has no answer: what is said of the one before is not said of it. */
static void give_up(struct account *account)
{
    size_t mark = service_log_mark(account->server);
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);
    struct tls_client *beside =
        account_enter(account, "operator", NULL, NULL, 0);

    account_ask(account, client, GET("/firmware/small.bin"));
    account_settle(account);
    assert_gnutls_ok(
        tls_send_text(client, JSON("POST", "/readings", "35", "{\"sensor\"")));
    account_settle(account);
    account_ask(account, beside, GET("/requests"));
    account_settle(account);
    account_break_off(account, client);
    account_tell_audit(account,
                       "a file is downloaded, then a POST is begun on the "
                       "same connection, and broken off",
                       mark, "POST");
    account_ask(account, beside, GET("/requests"));
    account_leave(account, beside);
}

static void reload_under_two(struct account *account)
{
    struct tls_client *kept =
        account_enter(account, "operator", NULL, NULL, 0);
    struct tls_client *one = account_begin_download(account);
    struct tls_client *two = account_begin_download(account);

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

/* Who is refused, and who breaks off: it is the log that tells. */
static void send_strangers(struct account *account)
{
    static const char *const names[] = {
        "refused-none",    "refused-wrong-ca",   "refused-expired",
        "refused-revoked", "abort-after-flight", "abort-before-finished",
        "plain-http"};
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

/*
 * Expired ones of one issuer and with one serial number, but for different
 * names; the last is somebody's who has another serial number.
 */
static void send_alike(struct account *account)
{
    static const char *const names[] = {"alike-1", "alike-2", "sensor-1"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        gnutls_datum_t der =
            cert_issue(names[i], strlen(names[i]), time(NULL) - 60);

        act_be_refused(
            account->server,
            &(struct tls_setup){.der = &der, .priorities = TLS_1_2});
        gnutls_free(der.data);
        account_settle(account);
    }
}

#define IN_TURNS 9 /* more than there are threads */

/* Each is told of what it has sent itself, however they take turns. */
static void post_in_turns(struct account *account)
{
    struct tls_client *clients[IN_TURNS];
    char text[512];

    for (int i = 0; i < IN_TURNS; i++) {
        clients[i] = account_enter(account, "sensor-1", NULL, NULL, 0);
        (void)snprintf(text, sizeof text,
                       JSON("POST", "/readings", "38", "{\"sensor\":\"in-%d"),
                       i);
        assert_gnutls_ok(tls_send_text(clients[i], text));
        account_settle(account);
    }
    for (int i = 0; i < IN_TURNS; i++) {
        account_ask(account, clients[i], "\",\"value\":1,\"unit\":\"C\"}");
        account_leave(account, clients[i]);
    }
}

#define OFTEN 300 /* more than a byte counts to */

/* While a request runs, which is told how many there were. */
static void reload_often(struct account *account)
{
    struct tls_client *slow = account_begin_download(account);
    struct series series;

    series_whole(&series, account->server, trigger_find("reload"), 0, OFTEN);
    account_settle(account);
    account_break_off(account, slow);
}

#define MANY 200

/* The last of many strangers is told of as the first is. */
static void flood(struct account *account)
{
    for (int i = 0; i < MANY; i++)
        act_be_refused(account->server,
                       &(struct tls_setup){.priorities = TLS_1_2});
    account_settle(account);
}

void twin_steps(struct account *account, bool many_at_once)
{
    ask_all_routes(account);
    ask_odd_paths(account);
    list_sessions(account);
    pass_a_slow_one(account);
    give_up(account);
    reload_under_two(account);
    twin_files(account);
    send_strangers(account);
    send_alike(account);
    twin_names(account);
    twin_namesakes(account);
    twin_take_long(account);
    if (!many_at_once)
        return;
    post_in_turns(account);
    reload_often(account);
    flood(account);
    crowded_ask(account);
    twin_stay_long(account);
    twin_ids(account);
    twin_times(account);
}

/* ---- The last one ------------------------------------------------------- */

#define QUEUED 60 /* and no more: a fix of `server` may have 64 places */
/* Of 500 milliseconds in which nobody comes or goes, after which it ends. */
#define STALLED 300

int twin_last_step(struct account *account)
{
    struct tls_client *clients[QUEUED];
    size_t mark = service_log_mark(account->server);
    long long last, longest = 0;
    int served = 0;

    service_signal(account->server, SIGSTOP);
    for (unsigned i = 0; i < QUEUED; i++)
        clients[i] = tls_open(account->server,
                              &(struct tls_setup){.certificate = "sensor-1"});
    service_signal(account->server, SIGTERM);
    last = account_clock();
    service_signal(account->server, SIGCONT);
    /* Before any of them says a word: so nothing is under way then. */
    (void)service_log_wait(account->server, mark, " draining ");
    for (unsigned i = 0; i < QUEUED; i++) {
        scoped_response struct http_response response = {0};
        long long now;

        served += tls_handshake(clients[i]) == 0 &&
                  tls_exchange(clients[i], GET("/healthz"), &response) &&
                  response.status == 200;
        tls_close(clients[i]);
        now = account_clock();
        longest = now - last > longest ? now - last : longest;
        last = now;
    }
    if (longest > STALLED && served < QUEUED)
        return -1;
    (void)fprintf(account->out, "of %d in the queue, %d are served\n", QUEUED,
                  served);
    return served;
}
