/* SPDX-License-Identifier: MIT */
/*
 * Who may ask show for what, and what it says to those who ask for anything
 * else. It runs once, for all tests.
 */
#include "show_launch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct show show;

static int start_once(void **state)
{
    (void)state;
    if (show.pid == 0)
        show_start(&show);
    return 0;
}

#define ASKED(name) CASE(name, start_once, NULL)
#define ASK(...) show_ask(&show, &(struct ask){__VA_ARGS__})

static void assert_problem(long status, long expected)
{
    json_t *problem = json_loads(show_body, 0, NULL);

    assert_int_equal(status, expected);
    assert_int_equal(json_integer_value(json_object_get(problem, "status")),
                     expected);
    assert_true(json_is_string(json_object_get(problem, "title")));
    assert_true(json_is_string(json_object_get(problem, "detail")));
    json_decref(problem);
}

/* ---- Who --------------------------------------------------------------- */

static const char *const places[] = {"/", "/events", "/control", "/flame.svg",
                                     "/folded"};
#define PLACES (sizeof places / sizeof *places)

static const char *body_of(const char *place)
{
    return strcmp(place, "/control") == 0 ? "{\"rate\":7}" : NULL;
}

ASKED(without_the_token_or_with_another_there_is_nothing_but_files)
{
    static const char *const queries[] = {
        "", "?token=", "?token=0123456789abcdef0123456789abcdef",
        "?token=TOKENx"};
    char path[256];

    for (size_t i = 0; i < PLACES; i++) {
        for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
            (void)snprintf(path, sizeof path, "%s%s", places[i], queries[q]);
            assert_problem(ASK(.path = path, .body = body_of(places[i])), 403);
        }
    }
    assert_int_equal(show_get(&show, "/app.js"), 200);
    assert_int_equal(show_get(&show, "/?token=TOKEN"), 200);
}

ASKED(a_page_of_another_origin_is_refused_whatever_it_knows)
{
    static const char *const origins[] = {
        "http://evil.example", "null",       "https://%s",
        "http://%s.evil",      "http://%s/", "%s"};
    char origin[128], path[256];

    for (size_t o = 0; o < sizeof origins / sizeof *origins; o++) {
        const char *at = strstr(origins[o], "%s");
        int before =
            (int)(at != NULL ? (size_t)(at - origins[o]) : strlen(origins[o]));

        (void)snprintf(origin, sizeof origin, "%.*s%s%s", before, origins[o],
                       at != NULL ? show.base + strlen("http://") : "",
                       at != NULL ? at + 2 : "");
        for (size_t i = 0; i < PLACES; i++) {
            (void)snprintf(path, sizeof path, "%s?token=TOKEN", places[i]);
            assert_problem(ASK(.path = path, .origin = origin,
                               .body = body_of(places[i])),
                           403);
        }
    }
    assert_int_equal(ASK(.path = "/?token=TOKEN", .origin = show.base), 200);
}

ASKED(a_name_that_only_leads_here_is_refused_files_too)
{
    static const char *const hosts[] = {"evil.example", "127.0.0.1",
                                        "127.0.0.1:1", "localhost", ""};
    char host[64];

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        assert_problem(ASK(.path = "/?token=TOKEN", .host = hosts[i]), 421);
        assert_problem(ASK(.path = "/app.js", .host = hosts[i]), 421);
    }
    (void)snprintf(host, sizeof host, "localhost%s", strrchr(show.base, ':'));
    assert_int_equal(ASK(.path = "/?token=TOKEN", .host = host), 200);
}

ASKED(nobody_else_can_reach_it_than_this_machine)
{
    char out[256];

    (void)shell(out, sizeof out,
                "grep -ci ':%04lX 0*:0000 0A' /proc/net/tcp /proc/net/tcp6",
                strtoul(strrchr(show.base, ':') + 1, NULL, 10));
    assert_string_equal(out, "/proc/net/tcp:1\n/proc/net/tcp6:0\n");
    (void)shell(out, sizeof out,
                "grep -ci '0100007F:%04lX 00000000:0000 0A' /proc/net/tcp",
                strtoul(strrchr(show.base, ':') + 1, NULL, 10));
    assert_string_equal(out, "1\n");
}

/* ---- What -------------------------------------------------------------- */

ASKED(a_path_opens_no_file)
{
    static const char *const paths[] = {
        "/../options.c", "/vendor/../../options.c",
        "/options.c",    "/index.html",
        "/README.md",    "/etc/passwd",
        "//etc/passwd",  "/%2e%2e/options.c",
        "/vendor/",      "/app.js/"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (show_get(&show, paths[i]) != 404)
            fail_msg("%s is there", paths[i]);
    }
}

ASKED(another_method_is_refused_with_those_that_are_not)
{
    assert_int_equal(ASK(.method = "DELETE", .path = "/?token=TOKEN"), 405);
    assert_non_null(strstr(show_answer, "Allow: GET, HEAD\r\n"));
    assert_int_equal(ASK(.method = "POST", .path = "/events?token=TOKEN"),
                     405);
    assert_int_equal(ASK(.path = "/control?token=TOKEN"), 405);
    assert_non_null(strstr(show_answer, "Allow: POST\r\n"));
}

ASKED(each_answer_has_the_headers_that_bind_the_page)
{
    static const struct ask asked[] = {
        {.path = "/?token=TOKEN"},
        {.path = "/app.js"},
        {.path = "/nothing"},
        {.path = "/"},
        {.path = "/control?token=TOKEN", .body = "{}"}};
    static const char *const headers[] = {
        "Content-Security-Policy: default-src 'none'; script-src 'self'; "
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n",
        "X-Content-Type-Options: nosniff\r\n",
        "Referrer-Policy: no-referrer\r\n", "Cache-Control: no-store\r\n"};

    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        (void)show_ask(&show, &asked[i]);
        for (size_t h = 0; h < sizeof headers / sizeof *headers; h++) {
            if (strstr(show_answer, headers[h]) == NULL)
                fail_msg("%s: no %s", asked[i].path, headers[h]);
        }
    }
}

ASKED(what_is_no_control_is_refused_by_the_name_of_its_member)
{
    static const char *const bad[][2] = {
        {"", "body: "},
        {"[]", "body: "},
        {"{", "body: "},
        {"{\"rate\":1,\"rate\":2}", "body: "},
        {"{\"speed\":1}", "speed: there is no such member"},
        {"{\"rate\":-1}", "rate: "},
        {"{\"rate\":10001}", "rate: "},
        {"{\"rate\":1.5}", "rate: "},
        {"{\"rate\":\"1\"}", "rate: "},
        {"{\"rate\":99999999999999999999}", "body: "},
        {"{\"load\":1}", "load: "},
        {"{\"refused\":\"yes\"}", "refused: "},
        {"{\"downloads\":null}", "downloads: "},
        {"{\"stacks\":[]}", "stacks: "},
        {"{\"rest\":{}}", "rest: "},
        {"{\"demo\":0}", "demo: "},
        {"{\"handshake\":\"keep-alive\"}", "handshake: "},
        {"{\"handshake\":false}", "handshake: "},
        {"{\"leaks\":\"peer\"}", "leaks: "},
        {"{\"leaks\":[\"peer\",\"peer\"]}", "leaks: "},
        {"{\"leaks\":[7]}", "leaks: "},
        {"{\"leaks\":[\"../fixed\"]}", "leaks: "},
        {"{\"leaks\":[\"peer\",\"sessions\",\"server\",\"listeners\"]}",
         "make variant LEAKS=\"server listeners peer sessions\""},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_problem(show_control(&show, bad[i][0]), 400);
        if (strstr(show_answer, bad[i][1]) == NULL &&
            i < sizeof bad / sizeof *bad - 1)
            fail_msg("%s: %s", bad[i][0], show_answer);
    }
    assert_non_null(strstr(show_answer, "make variant LEAKS=\\\"server "
                                        "listeners peer sessions\\\""));
}

ASKED(a_body_of_more_than_4_KiB_is_refused)
{
    static char body[100001];
    static const char place[] = "/control?token=TOKEN";

    (void)snprintf(body, sizeof body, "%4097s", "{}");
    assert_problem(ASK(.path = place, .body = body), 413);
    assert_problem(ASK(.path = place, .body = body, .chunked = true), 413);
    (void)snprintf(body, sizeof body, "%100000s", "{}");
    assert_problem(ASK(.path = place, .body = body, .chunked = true), 413);
    (void)snprintf(body, sizeof body, "%4096s", "{}");
    assert_int_equal(ASK(.path = place, .body = body), 202);
}

/* ---- Pages that listen ------------------------------------------------- */

/* Asks for events, and never reads. */
static int connect_idle(void)
{
    int descriptor = show_connect(&show, 1024);
    char request[512];

    (void)snprintf(request, sizeof request,
                   "GET /events?token=%s HTTP/1.1\r\nHost: %s\r\n\r\n",
                   show.token, show.base + strlen("http://"));
    assert_int_equal(send(descriptor, request, strlen(request), 0),
                     strlen(request));
    return descriptor;
}

ASKED(eight_pages_may_listen_and_those_that_do_not_read_hold_nobody_up)
{
    FILE *events = NULL;
    int idle[7];

    for (int i = 0; i < 7; i++)
        idle[i] = connect_idle();
    events = listen_begin(&show);
    json_decref(listen_for(events, "state"));
    for (int i = 0; i < 20; i++)
        json_decref(listen_for(events, "sample"));
    assert_problem(show_get(&show, "/events?token=TOKEN"), 503);
    assert_int_equal(show_get(&show, "/?token=TOKEN"), 200);
    for (int i = 0; i < 7; i++)
        (void)close(idle[i]);
    /* The place is free as soon as the server has seen it. */
    while (ASK(.method = "HEAD", .path = "/events?token=TOKEN") == 503)
        json_decref(listen_for(events, "sample"));
    listen_end(events);
}

/* Nothing is written then that would meet a page which is not there. */
ASKED(pages_that_are_loaded_again_at_rest_take_no_places)
{
    FILE *events = listen_begin(&show);
    char answer[13] = "";

    assert_int_equal(show_control(&show, "{\"rest\":true}"), 202);
    json_decref(listen_for(events, "rest"));
    listen_end(events);
    for (int i = 0; i < 20; i++) {
        int page = connect_idle();

        assert_int_equal(recv(page, answer, 12, MSG_WAITALL), 12);
        assert_string_equal(answer, "HTTP/1.1 200");
        (void)close(page);
    }
    assert_int_equal(show_control(&show, "{\"load\":true}"), 202);
}

ASKED(it_ends_by_a_signal_with_status_0_and_leaves_nothing)
{
    assert_true(show_processes(&show) > 0);
    assert_int_equal(show_end(&show, SIGINT), 0);
}

/* ---- The command line -------------------------------------------------- */

TEST(help_and_version_are_on_stdout_and_misuse_is_one_line)
{
    static const struct {
        const char *options;
        int status;
        const char *says;
    } runs[] = {
        {"--help", 0, "usage: show"},
        {"--version", 0, "show 1.0.0"},
        {"--help >/dev/full", 1, ""},
        {"--port 65536 2>&1", 2, "show: --port 65536: must be"},
        {"--port x 2>&1", 2, "show: --port x: must be"},
        {"--requests 1 2>&1", 2, "show: --requests 1: must be"},
        {"--nonsense 2>&1", 2, "show: unrecognized option"},
        {"file 2>&1", 2, "show: file: takes options only"},
        {SHOW_PATHS " --page /nowhere 2>&1", 1, "there is no index.html"},
        {SHOW_PATHS " --build /nowhere 2>&1", 1, "make instruments builds it"},
        {SHOW_PATHS " --truth /nowhere 2>&1", 1, "show: /nowhere"},
        {SHOW_PATHS " --certs /nowhere 2>&1 >/dev/null", 1, "show: "},
    };
    char out[4096];

    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        int status = shell(out, sizeof out, SHOW " %s", runs[i].options);

        if (status != runs[i].status || strstr(out, runs[i].says) == NULL ||
            (status != 0 && strchr(out, '\n') != NULL &&
             strchr(out, '\n') != out + strlen(out) - 1))
            fail_msg("%s: status %d: %s", runs[i].options, status, out);
    }
}

TEST_MAIN("show: who may ask for what")
