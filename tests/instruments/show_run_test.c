/* SPDX-License-Identifier: MIT */
/*
 * What show measures: samples that move, exact figures at rest, and who holds
 * what has grown. All that is waited for are events.
 */
#include "show_shown.h"

#include <signal.h>
#include <string.h>

#include "probe/truth.h"

static json_int_t share_of(const json_t *rest, size_t side, const char *leak)
{
    const json_t *one = json_array_get(json_object_get(rest, "sides"), side);

    return json_integer_value(
        json_object_get(json_object_get(one, "share"), leak));
}

static void assert_flat(const json_t *rest, size_t side)
{
    assert_int_equal(side_number(rest, side, "grown_bytes"), 0);
    assert_int_equal(side_number(rest, side, "grown_blocks"), 0);
    assert_int_equal(side_number(rest, side, "grown_descriptors"), 0);
}

/* ---- While it runs ----------------------------------------------------- */

SHOWN(the_first_event_is_the_state_with_all_its_members)
{
    static const char *const members[] = {
        "leaks",  "load",  "rate",  "handshake", "refused", "downloads",
        "stacks", "phase", "truth", "modules",   "variants"};
    static const char *const lines[] = {"retry: 1000\n", "\n",
                                        "event: state\n"};
    json_t *told = NULL;
    char line[16384];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_non_null(fgets(line, sizeof line, events));
        assert_string_equal(line, lines[i]);
    }
    assert_non_null(fgets(line, sizeof line, events));
    assert_memory_equal(line, "data: {", 7);
    told = json_loads(line + 6, 0, NULL);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        assert_non_null(json_object_get(told, members[i]));
    assert_int_equal(json_array_size(json_object_get(told, "modules")), 6);
    json_decref(told);
}

SHOWN(the_samples_move_and_leaky_grows_by_them)
{
    json_t *first = listen_for(events, "sample");
    json_t *last = NULL;

    wait_for_handshakes(0, side_number(first, 0, "handshakes") + 50);
    wait_for_handshakes(1, side_number(first, 1, "handshakes") + 50);
    last = listen_for(events, "sample");
    assert_true(side_number(last, 0, "bytes") >
                side_number(first, 0, "bytes"));
    assert_true(side_number(last, 0, "grown") > 0);
    assert_true(side_number(last, 0, "requests") > 0);
    assert_true(json_number_value(json_object_get(last, "t")) >
                json_number_value(json_object_get(first, "t")));
    assert_true(share_of(last, 0, "server") > 0);
    assert_true(share_of(last, 0, "sessions") > 0);
    assert_int_equal(share_of(last, 1, "server"), 0);
    json_decref(first);
    json_decref(last);
}

/* ---- At rest ----------------------------------------------------------- */

/* A second page, later: what has been drawn is drawn again. */
SHOWN(a_page_that_comes_later_gets_the_marks_and_samples_of_before)
{
    json_t *mark = listen_for(events, "mark");
    json_t *sample = NULL;

    assert_string_equal(json_string_value(json_object_get(mark, "text")),
                        "left is now: leaky");
    sample = listen_for(events, "sample");
    assert_int_equal(side_number(sample, 0, "handshakes"), 0);
    json_decref(mark);
    json_decref(sample);
}

/* Of the table: so much for each of its triggers, and the rest for nobody. */
static void assert_is_the_leak(const char *leak, const char *trigger,
                               const char *more)
{
    char error[TRUTH_ERROR_SIZE], leaks[128];
    struct truth truth;
    const struct truth_row *row = NULL;
    json_t *rest = NULL;
    json_int_t triggers = 0;

    assert_int_equal(truth_load(&truth, SHOW_TOP "/tests/truth.csv", error),
                     0);
    row = truth_leak(&truth, leak);
    assert_non_null(row);
    (void)snprintf(leaks, sizeof leaks, "{\"leaks\":[\"%s\"],\"load\":true%s}",
                   leak, more);
    restart(leaks, leak);
    wait_for_handshakes(0, 60);
    control("{\"rest\":true}");
    rest = listen_for(events, "rest");
    triggers = side_number(rest, 0, trigger);
    assert_true(triggers > 0);
    assert_int_equal(side_number(rest, 0, "grown_bytes"),
                     triggers * (json_int_t)row->bytes.low);
    assert_int_equal(side_number(rest, 0, "grown_blocks"),
                     triggers * (json_int_t)row->blocks.low);
    assert_int_equal(share_of(rest, 0, leak),
                     side_number(rest, 0, "grown_bytes"));
    assert_flat(rest, 1);
    json_decref(rest);
    truth_free(&truth);
}

SHOWN(one_leak_alone_keeps_at_rest_what_the_table_says)
{
    assert_is_the_leak("peer", "refused", "");
}

SHOWN(so_does_another_with_resumed_sessions_as_fast_as_it_goes)
{
    assert_is_the_leak("requests", "requests",
                       ",\"handshake\":\"resumed\",\"rate\":0");
}

SHOWN(without_refused_clients_and_downloads_there_are_none)
{
    json_t *rest = NULL;

    restart("{\"handshake\":\"full\",\"rate\":100,\"refused\":false,"
            "\"downloads\":false,\"leaks\":[],\"load\":true}",
            "fixed");
    wait_for_handshakes(0, 60);
    control("{\"rest\":true,\"refused\":true,\"downloads\":true}");
    rest = listen_for(events, "rest");
    assert_int_equal(side_number(rest, 0, "refused"), 0);
    assert_int_equal(side_number(rest, 0, "downloads"), 0);
    assert_flat(rest, 0);
    json_decref(rest);
}

/* ---- Who holds it ------------------------------------------------------ */

SHOWN(the_folded_stacks_name_the_guilty_function_and_what_it_keeps)
{
    char line[64];
    json_t *rest = NULL;

    restart("{\"leaks\":[\"peer\"],\"load\":true}", "peer");
    wait_for_handshakes(0, 60);
    control("{\"rest\":true}");
    rest = listen_for(events, "rest");
    (void)snprintf(line, sizeof line, ";report_new %lld\n",
                   (long long)side_number(rest, 0, "grown_bytes"));
    json_decref(rest);
    /* The last picture may be older than the rest. */
    while (show_get(&show, "/folded?token=TOKEN") != 200 ||
           strstr(show_answer, line) == NULL)
        assert_null(strstr(show_answer, "stacks are off"));
    while (show_get(&show, "/flame.svg?token=TOKEN") != 200 ||
           strstr(show_answer, "report_new") == NULL)
        assert_null(strstr(show_answer, "stacks are off"));
    assert_non_null(strstr(show_answer, "Content-Type: image/svg+xml\r\n"));
    control("{\"stacks\":false}");
    json_decref(listen_until(events, "state", "phase", "starting"));
    json_decref(listen_for(events, "mark"));
    assert_int_equal(show_get(&show, "/folded?token=TOKEN"), 503);
    assert_non_null(strstr(show_answer, "stacks are off"));
}

TEST(it_ends_in_the_midst_and_leaves_nothing)
{
    assert_true(show_processes(&show) >= 2); /* the servers */
    assert_int_equal(show_end(&show, SIGTERM), 0);
}

TEST_MAIN("show: what it measures")
