/* SPDX-License-Identifier: MIT */
/*
 * The same steps to the learner's server and to fixed/, one after the other:
 * what clients and the log are told must be the same, but for times, ports
 * and ids.
 */
#include "grader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/acts.h"
#include "probe/gauge.h"
#include "probe/metered.h"
#include "probe/probe.h"

/* What one of them has said; text is of open_memstream(). */
struct account {
    struct service *server;
    long sockets;     /* without any client */
    unsigned clients; /* that are there */
    FILE *out;
    char *text;
    size_t size;
};

/* ---- Masks -------------------------------------------------------------- */

/* What stands before a number that may be another one. */
static const char *const before[] = {
    "\"id\":", "\"opened\":", "\"started\":", "\"milliseconds\":",
    "\"received\":", "_seconds ", "127.0.0.1:", " id=", " ms=",
    /* Who come at once may each be verified, or one for both. */
    "mtls_verifications_saved_total "};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/*
 * How long a list is, is a matter of such numbers, too. What is listed, or
 * audited, has its path before its length.
 */
static bool is_list(const char *text, bool was)
{
    static const char *const names[] = {"path=\"", "\"path\":\""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (begins(text, names[i]))
            return begins(text + strlen(names[i]), "/requests") ||
                   begins(text + strlen(names[i]), "/sessions") ||
                   begins(text + strlen(names[i]), "/metrics");
    }
    return was;
}

static size_t masked(const char *text, bool list)
{
    if (list && begins(text, " bytes="))
        return strlen(" bytes=");
    if (list && begins(text, "\"bytes\":"))
        return strlen("\"bytes\":");
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (begins(text, before[i]))
            return strlen(before[i]);
    }
    return 0;
}

static void tell(struct account *account, const char *text)
{
    bool list = false;

    while (*text != '\0') {
        size_t length = masked(text, list = is_list(text, list));

        (void)fprintf(account->out, "%.*s", length > 0 ? (int)length : 1,
                      text);
        text += length > 0 ? length : 1;
        if (length > 0) {
            text += strspn(text, " ");
            text += strspn(text, "0123456789");
            (void)fputs("N", account->out);
        }
    }
    (void)fputs("\n", account->out);
}

/* ---- Clients ------------------------------------------------------------ */

/* So that the log has no other order than the steps. */
static void settle(struct account *account)
{
    struct rest rest = {.pid = account->server->process.pid,
                        .sockets = account->sockets + (long)account->clients};

    gauge_await(&rest);
}

static struct tls_client *enter(struct account *account, const char *name,
                                const char *version,
                                const gnutls_datum_t *resume, int buffer)
{
    struct tls_client *client = tls_connect(
        account->server, &(struct tls_setup){.certificate = name,
                                             .priorities = version,
                                             .resume = resume,
                                             .receive_buffer = buffer});

    account->clients++;
    settle(account);
    return client;
}

static void leave(struct account *account, struct tls_client *client)
{
    tls_bye(client);
    account->clients--;
    settle(account);
}

/* A file's bytes are told by how many, and by the first and the last. */
static void tell_answer(struct account *account, const char *request,
                        const struct http_response *response)
{
    const char *body = response->body;
    size_t length = response->length;
    char line[256];

    (void)snprintf(line, sizeof line, "%.*s: %ld", (int)strcspn(request, "\r"),
                   request, response->status);
    tell(account, line);
    if (length == 0 || body == NULL)
        return;
    if (isprint((unsigned char)body[0])) {
        tell(account, body);
        return;
    }
    (void)snprintf(line, sizeof line, "%zu bytes, from %d to %d", length,
                   body[0], body[length - 1]);
    tell(account, line);
}

static void ask(struct account *account, struct tls_client *client,
                const char *request)
{
    scoped_response struct http_response response = {0};

    if (!tls_exchange(client, request, &response))
        tell(account, "the answer is not whole");
    tell_answer(account, request, &response);
}

static void ask_once(struct account *account, const char *request)
{
    struct tls_client *client = enter(account, "operator", NULL, NULL, 0);

    ask(account, client, request);
    leave(account, client);
}

/* Begun, and then nobody reads on. */
static struct tls_client *begin_download(struct account *account)
{
    struct tls_client *client =
        enter(account, "sensor-1", TLS_1_3, NULL, 4096);
    char part[64];

    assert_gnutls_ok(tls_send_text(client, GET("/firmware/big.bin")));
    if (tls_receive(client, part, sizeof part) <= 0)
        tell(account, "the download does not begin");
    return client;
}

static void break_off(struct account *account, struct tls_client *client)
{
    tls_close(client);
    account->clients--;
    settle(account);
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
    struct tls_client *client = enter(account, "operator", NULL, NULL, 0);

    for (size_t i = 0; i < 2 * (sizeof requests / sizeof *requests); i++)
        ask(account, client,
            requests[i % (sizeof requests / sizeof *requests)]);
    ask(account, client, GET("/requests"));
    leave(account, client);
}

/* New ones and resumed ones: newest first, whichever they are. */
static void list_sessions(struct account *account)
{
    struct tls_client *first = enter(account, "sensor-1", TLS_1_2, NULL, 0);
    struct tls_client *other = NULL, *resumed = NULL, *last = NULL;
    gnutls_datum_t ticket = {NULL, 0};

    ask(account, first, GET("/healthz"));
    settle(account);
    ticket = tls_session(first);
    other = enter(account, "operator", TLS_1_3, NULL, 0);
    resumed = enter(account, "sensor-1", TLS_1_2, &ticket, 0);
    last = enter(account, "sensor-1", TLS_1_3, NULL, 0);
    ask(account, resumed, GET("/sessions"));
    settle(account);
    leave(account, first);
    ask(account, other, GET("/sessions"));
    settle(account);
    leave(account, last);
    ask(account, resumed, GET("/requests"));
    leave(account, resumed);
    leave(account, other);
    gnutls_free(ticket.data);
}

/* Each of the quick ones is told of, and the slow one, too. */
static void pass_a_slow_one(struct account *account)
{
    struct tls_client *slow = begin_download(account);
    struct tls_client *quick = enter(account, "sensor-1", NULL, NULL, 0);

    for (int i = 0; i < 120; i++)
        ask(account, quick, GET("/healthz"));
    leave(account, quick);
    break_off(account, slow);
}

static void reload_under_two(struct account *account)
{
    struct tls_client *kept = enter(account, "operator", NULL, NULL, 0);
    struct tls_client *one = begin_download(account);
    struct tls_client *two = begin_download(account);

    (void)service_reload(account->server);
    settle(account);
    ask(account, kept, GET("/sessions"));
    settle(account);
    break_off(account, one);
    (void)service_reload(account->server);
    settle(account);
    break_off(account, two);
    leave(account, kept);
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
            settle(account);
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
        if (begins(line, "mtls_") && !begins(line, "mtls_live"))
            tell(account, line);
    }
}

/* From the level on: the time is before it. */
static void tell_log(struct account *account)
{
    static const char *const told[] = {" audit ", " refused ",
                                       " no handshake ", " draining "};
    char *log = strdup(service_log(account->server, 0));
    char *next = NULL;

    assert_non_null(log);
    for (char *line = strtok_r(log, "\n", &next); line != NULL;
         line = strtok_r(NULL, "\n", &next)) {
        for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
            const char *at = strstr(line, told[i]);

            if (at == NULL)
                continue;
            tell(account, at + 1);
            break;
        }
    }
    free(log);
}

/* ---- One of them, and the other ----------------------------------------- */

static void listen_to(struct account *account)
{
    struct rest rest = {.sockets = REST_ANY_SOCKETS};

    account->out = open_memstream(&account->text, &account->size);
    assert_non_null(account->out);
    account->server = service_start(NULL);
    rest.pid = account->server->process.pid;
    gauge_await(&rest);
    account->sockets = rest.proc.sockets;
    triggers_prepare(account->server);
    settle(account);
    ask_all_routes(account);
    list_sessions(account);
    pass_a_slow_one(account);
    reload_under_two(account);
    replace_a_file(account);
    send_strangers(account);
    tell_metrics(account);
    settle(account);
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

    (void)judged;
    if (twin == NULL)
        fail_because("MTLS_TWIN is not set");
    listen_to(&ours);
    assert_system_ok(setenv("MTLS_SERVER", twin, true));
    listen_to(&theirs);
    alike = is_alike(ours.text, theirs.text);
    free(ours.text);
    free(theirs.text);
    if (!alike)
        fail();
}
