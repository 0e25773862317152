/* SPDX-License-Identifier: MIT */
/*
 * The verdicts of measure on leaks that come now and then, or in one block, on
 * servers of several processes, and on one whose allocator is not the C
 * library's.
 */
#include "measure_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN CLIENT("/") QUICK "--triggers plain-http"
#define JEMALLOC "libjemalloc.so.2"

/* A server that leaks nothing of itself, and a library in it that does. */
static json_t *measure_odd(int status, const char *how, const char *options,
                           const char *server)
{
    char command[PATH_MAX];
    json_t *root = NULL;

    (void)snprintf(command, sizeof command, OTHER "%s", server);
    assert_int_equal(setenv("MEASURE_ODD", how, 1), 0);
    root = measure_with(FOLDER "/measure_odd.so", status, options, command);
    assert_int_equal(unsetenv("MEASURE_ODD"), 0);
    return root;
}

static int every(const json_t *root)
{
    return (int)json_integer_value(
        json_object_get(kind_of(root, "plain-http"), "every"));
}

static const char *text_of(const json_t *root, const char *what)
{
    const char *text =
        json_string_value(json_object_get(kind_of(root, "plain-http"), what));

    return text != NULL ? text : "";
}

/* ---- Now and then ------------------------------------------------------ */

TEST(what_is_lost_at_every_seventh_accept_is_found_to_the_byte)
{
    json_t *root = measure_odd(1, "seventh", PLAIN, "nothing");

    assert_int_equal(every(root), 7);
    assert_true(each(root, "plain-http", "bytes") * 7 > 23.999 &&
                each(root, "plain-http", "bytes") * 7 < 24.001);
    assert_non_null(strstr(text_of(root, "lines"), "measure_server.c:"));
    json_decref(root);
}

/* With no rule in it, there is no byte to say. */
TEST(what_is_lost_by_chance_grows_about)
{
    json_t *root = measure_odd(1, "chance", PLAIN, "nothing");

    assert_verdict(root, "plain-http", "grows");
    assert_true(
        json_is_false(json_object_get(kind_of(root, "plain-http"), "exact")));
    assert_int_equal(every(root), 0);
    assert_true(each(root, "plain-http", "bytes") > 2 &&
                each(root, "plain-http", "bytes") < 5);
    json_decref(root);
}

/* All in all it goes up and down; one line does not. */
TEST(what_is_lost_beside_garbage_gets_no_verdict_but_its_line_comes_first)
{
    json_t *root = measure_odd(2, "garbage", PLAIN, "nothing");
    long long bytes = 0, blocks = 0;

    assert_verdict(root, "plain-http", "no verdict");
    assert_int_equal(sscanf(text_of(root, "lines"),
                            "%lld bytes in %lld blocks", &bytes, &blocks),
                     2);
    assert_true(blocks > 0 && bytes == 24 * blocks);
    json_decref(root);
}

TEST(what_is_lost_only_on_close_is_found_to_the_byte)
{
    json_t *root = measure_odd(1, "close", PLAIN, "nothing");

    assert_grows(root, "plain-http", 24, 1);
    assert_non_null(strstr(text_of(root, "lines"), "measure_server.c:"));
    json_decref(root);
}

/* ---- In one block ------------------------------------------------------ */

TEST(one_block_that_becomes_longer_each_time_is_found_to_the_byte)
{
    json_t *root = measure_odd(1, "realloc", PLAIN, "nothing");

    assert_grows(root, "plain-http", 24, 0);
    assert_non_null(strstr(text_of(root, "lines"), "measure_server.c:"));
    json_decref(root);
}

/* It stands still for longer and longer: as what is bounded does for ever. */
TEST(one_block_that_doubles_when_it_is_full_is_never_called_flat)
{
    json_t *root = measure_odd(
        2, "doubling",
        CLIENT("/") "--least 24 --most 600 --triggers plain-http", "nothing");

    assert_verdict(root, "plain-http", "no verdict");
    assert_non_null(strstr(text_of(root, "why"), "longer each time"));
    json_decref(root);
}

/* ---- Not by malloc ----------------------------------------------------- */

/*
 * A list that is long enough, and numbers above those that Python has at hand:
 * so that nothing is new but the object. Python keeps none of these for later.
 */
#define PYTHON \
    "python3 -c 'import signal\nkept = [None] * 100000\nn = 1000\n" \
    "def keep(*_):\n global n\n kept[n] = object()\n n += 1\n" \
    "signal.signal(signal.SIGHUP, keep)\nwhile True: signal.pause()'"

/* By itself it has pools of its own for them, which it maps. */
TEST(an_object_of_python_is_found)
{
    json_t *root = NULL;

    if (shell(output, sizeof output, "python3 -V 2>&1") != 0) {
        (void)puts("    no python3: apt-get install python3");
        skip();
    }
    root = measure(1, "--drive true --triggers reload" QUICK, PYTHON);
    assert_verdict(root, "reload", "grows");
    assert_true(each(root, "reload", "blocks") == 1);
    json_decref(root);
}

/* ---- Several processes, and another allocator -------------------------- */

TEST(what_three_workers_lose_is_found_as_of_one)
{
    json_t *root = measure_odd(1, "close", PLAIN, "workers");

    assert_grows(root, "plain-http", 24, 1);
    json_decref(root);
}

/* It closes the socket, too: what it loses by that goes with it. */
TEST(what_a_process_for_each_client_loses_is_found_where_it_stays)
{
    json_t *root = measure_odd(1, "close", PLAIN, "fork");

    /* On a busy machine, where a process outlives its client: grows about. */
    if (!json_is_true(json_object_get(kind_of(root, "plain-http"), "exact"))) {
        json_decref(root);
        root = measure_odd(1, "close", PLAIN, "fork");
    }
    assert_grows(root, "plain-http", 24, 1);
    json_decref(root);
}

TEST(a_server_with_jemalloc_gets_no_verdict_and_hears_why)
{
    json_t *root = NULL;
    int status =
        shell(output, sizeof output, "LD_PRELOAD=%s /bin/true 2>&1", JEMALLOC);

    assert_int_equal(status, 0);
    if (*output != '\0') {
        (void)puts("    no jemalloc: apt-get install libjemalloc2");
        skip();
    }
    root = measure_with(JEMALLOC, 2, PLAIN, OTHER "nothing");
    assert_verdict(root, "plain-http", "no verdict");
    assert_true(json_is_false(json_object_get(root, "counted")));
    assert_non_null(strstr(text_of(root, "why"), "jemalloc"));
    json_decref(root);
}

TEST_MAIN("measure, odd leaks")
