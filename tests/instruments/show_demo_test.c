/* SPDX-License-Identifier: MIT */
/*
 * The demo of show's page is make demo, to the byte; and what becomes of
 * children that die, and of show itself.
 */
#include "show_shown.h"

#include <signal.h>
#include <string.h>

/* ---- The demo ---------------------------------------------------------- */

static json_int_t demo_number(json_t *demo, const char *server,
                              const char *part, const char *key)
{
    json_t *object = json_object_get(json_object_get(demo, "servers"), server);

    if (part != NULL)
        object = json_object_get(object, part);
    return json_integer_value(json_object_get(object, key));
}

SHOWN(the_demo_grows_by_what_make_demo_says_to_the_byte)
{
    static const char *const names[] = {"leaky", "fixed"};
    char out[4096];
    json_t *rest = NULL;
    json_t *demo = NULL;

    restart("{\"demo\":true}", "leaky, for the demo");
    rest = listen_for(events, "rest");
    assert_int_equal(
        shell(out, sizeof out,
              "TMPDIR=%s MTLS_CERTS=" SHOW_TOP "/certs "
              "MTLS_INSTRUMENTS=" HEAPMETER_BUILD
              "/instruments " HEAPMETER_BUILD "/instruments/compare --build "
              "" HEAPMETER_BUILD " --truth " SHOW_TOP "/tests/truth.csv "
              "--work %s --requests 100 2>&1 >/dev/null",
              show.folder, show.folder),
        0);
    (void)snprintf(out, sizeof out, "%s/demo.json", show.folder);
    demo = json_load_file(out, 0, NULL);
    for (size_t i = 0; i < 2; i++) {
        const char *name = names[i];

        assert_int_equal(side_number(rest, i, "grown_bytes"),
                         demo_number(demo, name, "growth", "bytes"));
        assert_int_equal(side_number(rest, i, "grown_blocks"),
                         demo_number(demo, name, "growth", "blocks"));
        assert_int_equal(side_number(rest, i, "requests"),
                         demo_number(demo, name, NULL, "requests_served"));
        assert_int_equal(side_number(rest, i, "refused"),
                         demo_number(demo, name, NULL, "refused"));
        assert_int_equal(side_number(rest, i, "handshakes"),
                         demo_number(demo, name, NULL, "connections"));
        assert_int_equal(side_number(rest, i, "downloads"),
                         demo_number(demo, name, NULL, "downloads"));
    }
    assert_true(side_number(rest, 0, "grown_bytes") > 0);
    assert_int_equal(side_number(rest, 1, "grown_bytes"), 0);
    json_decref(rest);
    json_decref(demo);
    (void)shell(out, sizeof out, "rm %s/demo.*", show.folder);
}

/* ---- Ends -------------------------------------------------------------- */

/* The processes of it whose name is this. */
static void kill_all(const char *name)
{
    char out[256];

    assert_int_equal(
        shell(out, sizeof out,
              "for p in $(grep -lzs '^TMPDIR=%s/' /proc/[0-9]*/environ); do "
              "p=${p%%/environ}; grep -qsx '%s' $p/comm && kill -KILL "
              "${p#/proc/} && echo ${p#/proc/}; done; :",
              show.folder, name),
        0);
    assert_string_not_equal(out, "");
}

/* So much is told, and both are started anew. */
static void expect_fault(const char *text)
{
    json_t *fault = listen_for(events, "fault");

    assert_non_null(
        strstr(json_string_value(json_object_get(fault, "text")), text));
    json_decref(fault);
    json_decref(listen_until(events, "mark", "text", "left is now: leaky"));
    control("{\"load\":true}");
    wait_for_handshakes(0, 20);
}

SHOWN(a_server_that_dies_is_told_and_both_are_started_anew)
{
    json_decref(listen_for(events, "sample")); /* both run */
    kill_all("mtls-server");
    expect_fault("the server ended with status 137");
}

SHOWN(a_load_that_dies_is_told_and_both_are_started_anew)
{
    control("{\"load\":true}");
    wait_for_handshakes(0, 10);
    kill_all("mtls-load");
    expect_fault("the load generator");
}

TEST(it_ends_under_load_and_leaves_nothing)
{
    assert_true(show_processes(&show) >= 2);
    assert_int_equal(show_end(&show, SIGTERM), 0);
}

TEST(it_ends_while_it_starts_and_leaves_nothing)
{
    show_start(&show);
    assert_int_equal(show_end(&show, SIGTERM), 0);
    show_start(&show);
    while (show_processes(&show) == 0)
        continue;
    assert_int_equal(show_end(&show, SIGHUP), 0);
}

TEST_MAIN("show: the demo, and ends")
