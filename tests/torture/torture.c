/* SPDX-License-Identifier: MIT */
/*
 * Torture: each call of the server's own code that can fail does so, one
 * after the other. Whatever comes of it, the server lives, leaves nothing
 * behind, audits what it answers, and answers the next request; or it ends
 * with a word and a status, if it was at the start. MTLS_TORTURE_STEP=3 tries
 * every third call.
 * MTLS_TORTURE_MODULE=1: the calls are those of one module alone, a learner's,
 * of which there may be none in a scene, and which may keep what is bounded.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "scenes.h"
#include "server.h"
#include "support.h"

static unsigned long step(void)
{
    const char *text = getenv("MTLS_TORTURE_STEP");
    char *end = NULL;
    unsigned long number = 1;

    if (text == NULL || text[0] == '\0')
        return number;
    number = strtoul(text, &end, 10);
    if (number == 0 || *end != '\0')
        fail_because("TORTURE_STEP=%s is no number from 1 on", text);
    return number;
}

static bool of_a_module(void)
{
    const char *text = getenv("MTLS_TORTURE_MODULE");

    return text != NULL && text[0] != '\0';
}

/* In a list of a hundred one entry is as another. */
#define MODULE_MANY 40
#define MODULE_STEP 13
/* What a module does in the other ways of coming it does for this, too. */
#define MODULE_WHOLE "GET /healthz"

static unsigned long next_point(unsigned long point)
{
    return point +
           (of_a_module() && point >= MODULE_MANY ? MODULE_STEP : step());
}

static void tell(const char *scene, unsigned long tried, unsigned long points)
{
    print_message("points: %s: %lu of %lu failed, and all survived\n", scene,
                  tried, points);
}

/* ---- A server that serves ------------------------------------------- */

struct bench {
    struct service *server;
    struct gauge gauge;
    struct holding base;
    unsigned answered; /* of the last scene */
    bool audited;      /* each answer in it has an audit line */
};

static const struct scene good = {"a good client", "sensor-1", GET("/healthz"),
                                  NULL};

static void expect_service(struct bench *bench)
{
    assert_get(bench->server, "sensor-1", "/healthz", 200);
}

/* Does all once, so that what is taken once is taken. */
static void warm_up(struct bench *bench)
{
    char zeros[20000] = "";

    points_begin();
    points_choose(0);
    bench->server = torture_start(&bench->gauge);
    service_put(bench->server, "small.bin", zeros, sizeof zeros);
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < scene_count; i++)
            (void)scene_play(bench->server, &scenes[i], false);
        (void)service_reload(bench->server);
        expect_service(bench);
    }
    bench->base = gauge_rest(&bench->gauge, 0);
}

static void expect_nothing_left(struct bench *bench, const char *scene)
{
    struct holding now = gauge_rest(&bench->gauge, 0);
    struct holding grown = holding_minus(&now, &bench->base);
    char text[HOLDING_TEXT];

    if (grown.bytes != 0 || grown.blocks != 0 || grown.descriptors != 0 ||
        grown.threads != 0)
        fail_because("%s: left behind: %s", scene, holding_text(&grown, text));
}

/*
 * Not so of what is no request: libmicrohttpd answers that by itself, and
 * there is no audit line.
 */
static bool has_each_line(const struct bench *bench, size_t mark)
{
    return service_log_count(bench->server, mark, " audit ") >=
           bench->answered;
}

typedef void acting(struct bench *bench, const struct scene *scene);

/* Each call in its turn, until there are no more. */
static void torment(struct bench *bench, acting *act, acting *check,
                    const struct scene *scene)
{
    unsigned long tried = 0;
    unsigned long point = 1;
    unsigned long last = 0;
    size_t mark = 0;
    bool came = true;

    for (; came; point = next_point(point)) {
        mark = service_log_mark(bench->server);
        points_choose(point);
        act(bench, scene);
        (void)gauge_rest(&bench->gauge, 0);
        came = points_failed();
        points_choose(0);
        if (bench->audited && !point_was("write") &&
            !has_each_line(bench, mark))
            fail_because("%s: it is answered, and has no audit line",
                         scene->name);
        check(bench, scene);
        if (!of_a_module())
            expect_nothing_left(bench, scene->name);
        tried += came;
        last = came ? point : last;
    }
    if (tried == 0 && !of_a_module())
        fail_because("%s: nothing could fail", scene->name);
    tell(scene->name, tried, last);
}

static void play(struct bench *bench, const struct scene *scene)
{
    bench->answered =
        scene_play(bench->server, scene,
                   of_a_module() && strcmp(scene->name, MODULE_WHOLE) != 0);
}

/* Whether its answers have audit lines when nothing fails. */
static void rehearse(struct bench *bench, const struct scene *scene)
{
    size_t mark = service_log_mark(bench->server);

    play(bench, scene);
    (void)gauge_rest(&bench->gauge, 0);
    bench->audited = has_each_line(bench, mark);
}

static void be_served(struct bench *bench, const struct scene *scene)
{
    (void)scene;
    expect_service(bench);
}

BARE_TEST(a_call_that_fails_for_a_client_is_forgotten_with_it)
{
    struct bench bench = {0};

    warm_up(&bench);
    for (size_t i = 0; i < scene_count; i++) {
        rehearse(&bench, &scenes[i]);
        torment(&bench, play, be_served, &scenes[i]);
    }
    gauge_close(&bench.gauge);
}

/* ---- A reload ------------------------------------------------------- */

static void hang_up(struct bench *bench, const struct scene *scene)
{
    (void)scene;
    service_signal(bench->server, SIGHUP); /* wakes it before this returns */
}

static void reload_again(struct bench *bench, const struct scene *scene)
{
    (void)scene;
    assert_contains(service_reload(bench->server), "reloaded key");
    expect_service(bench);
}

BARE_TEST(a_call_that_fails_in_a_reload_keeps_the_old_files_or_nothing)
{
    static const struct scene scene = {"a reload", NULL, NULL, NULL};
    struct bench bench = {0};

    warm_up(&bench);
    torment(&bench, hang_up, reload_again, &scene);
    gauge_close(&bench.gauge);
}

/* ---- The start ------------------------------------------------------ */

/* The live blocks that one server leaves, whose call of that number fails. */
typedef int64_t living(const char *scene, unsigned long point);

/* Each call in its turn: none may leave more than when nothing fails. */
static void torment_lives(const char *scene, living *live)
{
    int64_t usual = 0;
    unsigned long tried = 0;
    unsigned long point = 1;
    unsigned long last = 0;

    points_begin();
    points_choose(0);
    usual = live(scene, 0);
    for (;; point = next_point(point), tried++) {
        int64_t left = live(scene, point);
        bool came = points_failed();

        points_choose(0);
        last = came ? point : last;
        if (left > usual)
            fail_because("%s: %lld blocks left, and usually %lld", scene,
                         (long long)left, (long long)usual);
        if (!came)
            break;
    }
    assert_true(tried > 0 || of_a_module());
    tell(scene, tried, tried > 0 ? last : 0);
}

/* Starts and stops it. */
static int64_t live_once(const char *scene, unsigned long point)
{
    char folder[PATH_SIZE];
    struct service *server = NULL;
    pid_t pid = -1;

    points_choose(point);
    server = torture_launch(folder);
    pid = server->process.pid;
    if (torture_listens(server)) {
        points_choose(0);
        (void)scene_play(server, &good, false);
        assert_get(server, "sensor-1", "/healthz", 200);
        assert_int_equal(service_stop(server), 0);
    } else {
        points_choose(0);
        if (server->process.exit != 1 && server->process.exit != 2)
            fail_because("%s: ended with status %d", scene,
                         server->process.exit);
        if (service_log(server, 0)[0] == '\0')
            fail_because("%s: ended without a word", scene);
    }
    return torture_left(folder, pid);
}

BARE_TEST(a_call_that_fails_at_the_start_is_survived_or_told)
{
    torment_lives("the start", live_once);
}

/* ---- The end -------------------------------------------------------- */

/* With a client in mid-request, and one that is idle. */
static int64_t end_once(const char *scene, unsigned long point)
{
    static const char body[] = "{\"sensor\":\"sensor-1\",\"value\":1,"
                               "\"unit\":\"C\"}";
    static const char head[] =
        "POST /readings HTTP/1.1\r\nHost: x\r\n"
        "Content-Type: application/json\r\nContent-Length: 42\r\n\r\n";
    struct gauge gauge = {0};
    struct service *server = torture_start(&gauge);
    struct tls_client *idle = tls_connect(server, &tls_sensor);
    struct tls_client *busy = tls_connect(server, &tls_sensor);
    scoped_response struct http_response response = {0};
    int64_t left = 0;

    (void)scene;
    assert_gnutls_ok(tls_send_text(busy, head));
    (void)gauge_look(&gauge, 2);
    points_choose(point);
    service_signal(server, SIGTERM);
    (void)tls_send_text(busy, body);
    (void)tls_answer(busy, false, &response);
    tls_close(busy);
    assert_int_equal(process_wait(&server->process), 0);
    tls_close(idle);
    left = torture_left_of(&gauge);
    gauge_close(&gauge);
    return left;
}

BARE_TEST(a_call_that_fails_at_the_end_leaves_nothing)
{
    torment_lives("the end", end_once);
}

SUITE("torture/torture")
