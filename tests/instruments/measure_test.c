/* SPDX-License-Identifier: MIT */
/*
 * The verdicts of measure: on a server that is none of the kit's and loses, or
 * only seems to, and on the kit's own, to the byte.
 */
#include "measure_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/truth.h"

/* ---- What is a leak ---------------------------------------------------- */

TEST(what_is_lost_at_each_accept_is_found_to_the_byte_with_its_line)
{
    json_t *root =
        measure(1, CLIENT("/") QUICK "--triggers full-tls1.3", OTHER "lose");
    const char *lines = json_string_value(
        json_object_get(kind_of(root, "full-tls1.3"), "lines"));

    assert_grows(root, "full-tls1.3", 24, 1);
    assert_non_null(lines);
    assert_non_null(strstr(lines, "lose ("));
    assert_non_null(strstr(lines, "measure_server.c:"));
    json_decref(root);
}

TEST(a_further_request_loses_nothing_where_a_connection_does)
{
    json_t *root =
        measure(0, CLIENT("/") QUICK "--triggers keep-alive", OTHER "lose");

    assert_verdict(root, "keep-alive", "flat");
    json_decref(root);
    root = measure(1, CLIENT("/") QUICK "--triggers abort-in-hello",
                   OTHER "lose");
    assert_grows(root, "abort-in-hello", 24, 1);
    json_decref(root);
}

/* The other server without a plant, and one by the recipe's library. */
TEST(a_preloaded_library_that_loses_is_found_on_somebody_elses_server)
{
    json_t *root =
        measure_with(LOSE "24.so", 1,
                     CLIENT("/") QUICK "--triggers plain-http,refused-none",
                     OTHER "nothing");

    assert_grows(root, "plain-http", 24, 1);
    assert_grows(root, "refused-none", 24, 1);
    assert_grows(root, "plain-http+refused-none", 48, 2);
    json_decref(root);
}

TEST(one_byte_for_each_handshake_fails_and_none_does_not)
{
    json_t *root = measure_with(LOSE "1.so", 1,
                                CLIENT("/") QUICK "--triggers full-tls1.3",
                                OTHER "nothing");

    assert_grows(root, "full-tls1.3", 1, 1);
    json_decref(root);
    json_decref(measure(0, CLIENT("/") QUICK "--triggers full-tls1.3",
                        OTHER "nothing"));
}

TEST(a_mapping_and_a_descriptor_are_found_where_the_heap_is_flat)
{
    json_t *root =
        measure(1, CLIENT("/") QUICK "--triggers plain-http", OTHER "map");

    assert_grows(root, "plain-http", 0, 0);
    assert_true(each(root, "plain-http", "mapped") == 4096);
    json_decref(root);
    root = measure(1, CLIENT("/") QUICK "--triggers plain-http",
                   OTHER "descriptor");
    assert_grows(root, "plain-http", 0, 0);
    assert_true(each(root, "plain-http", "descriptors") == 1);
    json_decref(root);
}

/* What a client waits for, its server's end of the connection, never comes. */
TEST(a_connection_that_the_server_never_ends_is_a_descriptor)
{
    json_t *root =
        measure(1, CLIENT("/") QUICK "--triggers plain-http,full-tls1.3",
                OTHER "connection");

    assert_grows(root, "plain-http", 0, 0);
    assert_true(each(root, "plain-http", "descriptors") == 1);
    assert_true(each(root, "full-tls1.3", "descriptors") == 1);
    json_decref(root);
}

TEST(growth_that_is_accepted_is_no_failure)
{
    json_t *root =
        measure(0, CLIENT("/") QUICK "--triggers plain-http --max-growth 24",
                OTHER "lose");

    assert_grows(root, "plain-http", 24, 1);
    json_decref(root);
    json_decref(
        measure(1, CLIENT("/") QUICK "--triggers plain-http --max-growth 23.5",
                OTHER "lose"));
}

/* ---- What only looks like one ------------------------------------------ */

static void assert_flat(const char *what)
{
    char command[PATH_MAX];
    json_t *root = NULL;

    (void)snprintf(command, sizeof command, OTHER "%s", what);
    root = measure(0, CLIENT("/") "--triggers plain-http", command);
    assert_verdict(root, "plain-http", "flat");
    json_decref(root);
}

TEST(a_bounded_cache_of_ten_thousand_is_flat)
{
    assert_flat("cache");
}

TEST(a_pool_that_fills_is_flat)
{
    assert_flat("pool");
}

TEST(an_arena_that_keeps_its_pages_is_flat)
{
    assert_flat("arena");
}

TEST(what_rises_and_falls_is_flat)
{
    assert_flat("wave");
}

TEST(what_is_lost_under_what_rises_and_falls_grows_about)
{
    json_t *root = measure(1, CLIENT("/") "--triggers plain-http --most 2048",
                           OTHER "wave-lose");

    assert_verdict(root, "plain-http", "grows");
    assert_true(
        json_is_false(json_object_get(kind_of(root, "plain-http"), "exact")));
    json_decref(root);
}

TEST(workers_and_a_process_for_each_client_are_flat)
{
    assert_flat("workers");
    assert_flat("fork");
}

/* ---- What cannot be told ----------------------------------------------- */

TEST(a_server_that_restarts_itself_gets_no_verdict)
{
    assert_no_verdict(CLIENT("/") QUICK "--triggers plain-http",
                      OTHER "restart", "came and went");
}

TEST(a_server_that_ends_meanwhile_gets_no_verdict_for_that)
{
    assert_no_verdict(CLIENT("/") QUICK "--triggers plain-http", OTHER "end",
                      "ended by itself");
}

/* It runs, or has run since: whichever a look has seen last. */
TEST(a_thread_that_does_not_rest_is_named_as_the_reason)
{
    assert_no_verdict(CLIENT("/") "--triggers plain-http --patience 5",
                      OTHER "restless", "never came to rest: a thread ");
}

/* A cache of ten thousand, of which nobody has seen the end. */
TEST(when_the_time_is_over_there_is_no_verdict)
{
    assert_no_verdict(
        CLIENT("/") "--triggers plain-http --most 100000000 --limit 2",
        OTHER "lose", "--limit");
}

TEST(when_the_time_is_over_no_other_kind_begins)
{
    json_t *root = measure(2,
                           CLIENT("/") "--triggers plain-http,full-tls1.3 "
                                       "--most 100000000 --limit 2",
                           OTHER "lose");
    const json_t *steps =
        json_object_get(kind_of(root, "full-tls1.3"), "steps");

    assert_int_equal(json_integer_value(steps), 0);
    json_decref(root);
}

TEST(a_server_that_ends_a_kept_connection_is_the_reason)
{
    assert_no_verdict(CLIENT("/") QUICK "--triggers keep-alive", OTHER "forty",
                      "the server closed");
}

TEST(a_command_that_fails_is_no_verdict_and_one_that_does_not_is_driven)
{
    json_t *root = NULL;

    assert_no_verdict("--drive false", "sleep 1000", "status 1");
    root = measure(0, QUICK "--drive true", "sleep 1000");
    assert_verdict(root, "drive", "flat");
    json_decref(root);
}

/* Of what it does not have it says so: that is no failure, unless asked for. */
TEST(what_a_server_has_not_is_left_out_unless_it_was_named)
{
    json_t *root =
        measure(0, CLIENT("/") QUICK "--limit 300", OTHER "nothing");

    assert_verdict(root, "full-tls1.2", "flat");
    json_decref(root);
    assert_no_verdict(CLIENT("/") QUICK "--triggers reload",
                      "sh -c 'trap \"\" HUP; exec \"$@\"' sh " OTHER
                      "no-hangup",
                      "does not handle SIGHUP");
}

/* It has no handler, and reads the signal: signalfd(2). */
TEST(a_reload_of_a_server_that_blocks_the_signal_and_reads_it_is_driven)
{
    json_t *root =
        measure(0, CLIENT("/healthz") QUICK "--triggers reload", KIT("fixed"));

    assert_verdict(root, "reload", "flat");
    json_decref(root);
}

/* ---- From outside ------------------------------------------------------ */

/* To root without that capability, the kernel lists what it may not read. */
TEST(a_server_of_another_user_is_refused_at_once)
{
    if (geteuid() != 0 || system("setpriv --reuid 65534 true") != 0) {
        print_message("    no other user may be played here\n");
        skip();
    }
    assert_int_equal(
        shell(output, sizeof output,
              "setpriv --reuid 65534 sleep 600 & p=$!; "
              "until grep -q sleep /proc/$p/comm; do sleep 0.01; done; "
              "timeout 20 setpriv --bounding-set -sys_ptrace "
              "--inh-caps -sys_ptrace " MEASURE
              " --pid $p" CLIENT("/") " 2>&1; s=$?; kill $p; exit $s"),
        2);
    assert_non_null(strstr(output, "measure: the server is another user's: "));
}

/* Starts the other server by itself; its port is found, and nothing left. */
#define OUTSIDE(what, options) \
    OTHER what " >/dev/null & pid=$!; export TMPDIR=" FOLDER \
               "/its; rm -rf $TMPDIR; mkdir $TMPDIR; " MEASURE \
               " --json --pid $pid" CLIENT( \
                   "/") "--triggers plain-http " options " 2>" FOLDER \
                        "/stderr; status=$?; kill $pid; " \
                        "rmdir $TMPDIR || status=9; exit $status"

TEST(from_outside_descriptors_are_exact_and_bytes_have_a_bound)
{
    json_t *root = NULL;

    assert_int_equal(
        shell(output, sizeof output, OUTSIDE("descriptor", QUICK)), 1);
    root = json_loads(output, 0, NULL);
    assert_true(each(root, "plain-http", "descriptors") == 1);
    json_decref(root);
    assert_int_equal(shell(output, sizeof output, OUTSIDE("nothing", QUICK)),
                     2);
    root = json_loads(output, 0, NULL);
    assert_verdict(root, "plain-http", "no verdict");
    assert_true(json_is_false(json_object_get(root, "counted")));
    json_decref(root);
    assert_int_equal(shell(output, sizeof output,
                           OUTSIDE("nothing", QUICK "--max-growth 100000")),
                     0);
}

/* ---- The kit's own ----------------------------------------------------- */

TEST(fixed_is_flat_for_each_kind_of_client)
{
    json_t *root = measure(0, CLIENT("/healthz"), KIT("fixed"));
    const json_t *kind = NULL;
    size_t i = 0;

    assert_true(json_array_size(json_object_get(root, "kinds")) > 10);
    json_array_foreach (json_object_get(root, "kinds"), i, kind) {
        assert_string_equal(
            json_string_value(json_object_get(kind, "verdict")), "flat");
    }
    json_decref(root);
}

static struct truth truth;

static const struct truth_row *row_of(const char *leak)
{
    char error[TRUTH_ERROR_SIZE];

    if (truth.count == 0 && truth_load(&truth, MEASURE_TRUTH, error) < 0)
        fail_msg("%s", error);
    assert_non_null(truth_leak(&truth, leak));
    return truth_leak(&truth, leak);
}

static void assert_grows_as(const json_t *root, const char *name,
                            const struct truth_row *row)
{
    assert_verdict(root, name, "grows");
    assert_in_range((unsigned long)each(root, name, "bytes"), row->bytes.low,
                    row->bytes.high);
    assert_in_range((unsigned long)each(root, name, "blocks"), row->blocks.low,
                    row->blocks.high);
    assert_in_range((unsigned long)each(root, name, "descriptors"),
                    row->descriptors.low, row->descriptors.high);
}

/* A trigger that has to do with it, and one that has not. */
static const struct variant {
    const char *leak, *command, *grows, *flat;
} variants[] = {
    {"peer", KIT("variants/peer"), "refused-wrong-ca", "abort-in-hello"},
    {"sessions", KIT("variants/sessions"), "abort-after-flight", "keep-alive"},
    {"requests", KIT("variants/requests"), "keep-alive", "half-head"},
    {"listeners", KIT("variants/listeners"), "keep-alive", "refused-none"},
};

TEST(each_leak_alone_is_found_to_the_byte_and_only_for_its_trigger)
{
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const struct variant *variant = &variants[i];
        char options[PATH_MAX];
        json_t *root = NULL;

        (void)snprintf(options, sizeof options,
                       CLIENT("/healthz") QUICK "--triggers %s,%s",
                       variant->grows, variant->flat);
        root = measure(1, options, variant->command);
        assert_grows_as(root, variant->grows, row_of(variant->leak));
        assert_verdict(root, variant->flat, "flat");
        json_decref(root);
    }
    truth_free(&truth);
}

IN_A_FOLDER(a_download_that_is_kept_is_found_with_its_descriptor)
{
    char command[PATH_MAX];
    json_t *root = NULL;

    assert_int_equal(
        shell(output, sizeof output, "echo x >%s/x.bin", (char *)*state), 0);
    (void)snprintf(command, sizeof command, "%s --data %s",
                   KIT("variants/streams"), (char *)*state);
    root = measure(1, CLIENT("/firmware/x.bin") QUICK "--triggers full-tls1.3",
                   command);
    assert_grows_as(root, "full-tls1.3", row_of("streams"));
    json_decref(root);
    truth_free(&truth);
}

TEST(a_server_for_each_request_keeps_a_descriptor_for_each_connection)
{
    json_t *root = measure(
        1, CLIENT("/healthz") "--least 24 --most 400 --triggers plain-http",
        KIT("variants/server"));

    assert_grows_as(root, "plain-http", row_of("server"));
    json_decref(root);
    truth_free(&truth);
}

/* ---- What it writes, and leaves ---------------------------------------- */

IN_A_FOLDER(two_triggers_that_lose_only_together_are_found_also_by_junit)
{
    char options[PATH_MAX];
    json_t *root = NULL;

    (void)snprintf(options, sizeof options,
                   CLIENT("/") QUICK
                   "--triggers refused-none,reload --junit %s/x.xml",
                   (char *)*state);
    root = measure(1, options, OTHER "two");
    assert_verdict(root, "refused-none", "flat");
    assert_verdict(root, "reload", "flat");
    assert_grows(root, "refused-none+reload", 100, 1);
    json_decref(root);
    assert_int_equal(
        shell(output, sizeof output, "cat %s/x.xml", (char *)*state), 0);
    assert_non_null(strstr(output, "tests=\"3\" failures=\"1\""));
    assert_non_null(strstr(output, "name=\"reload\"/>"));
    assert_non_null(strstr(output, "grows 100 B in 1 block for each"));
}

IN_A_FOLDER(a_page_has_the_verdicts_and_takes_the_command_for_text)
{
    char options[PATH_MAX];

    (void)snprintf(options, sizeof options,
                   CLIENT("/") QUICK
                   "--triggers refused-none --html %s/x.html",
                   (char *)*state);
    json_decref(
        measure(1, options, "env 'WORD=<script>&' " KIT("variants/peer")));
    assert_int_equal(shell(output, sizeof output,
                           "awk -f " MEASURE_PAGE " %s/x.html",
                           (char *)*state),
                     0);
    assert_int_equal(
        shell(output, sizeof output, "cat %s/x.html", (char *)*state), 0);
    assert_non_null(strstr(output, "The server grows by 1 kind of client"));
    assert_non_null(strstr(output, ">grows 578 B in 1 block for each<"));
    assert_non_null(strstr(output, "report_new ("));
    assert_non_null(strstr(output, "WORD=&lt;script&gt;&amp;"));
}

TEST(a_page_that_cannot_be_written_is_known_before_the_run)
{
    assert_int_equal(shell(output, sizeof output,
                           MEASURE CLIENT("/") "--html " FOLDER
                                               " -- /nonexistent 2>&1"),
                     2);
    assert_string_equal(output,
                        "measure: cannot write " FOLDER ": it is a folder\n");
}

TEST(the_port_is_found_by_a_pattern_of_the_servers_output)
{
    json_decref(measure(0,
                        CLIENT("/") QUICK
                        "--triggers plain-http --listening-pattern "
                        "'port is <([0-9]+)>'",
                        OTHER "nothing"));
}

TEST(no_process_and_no_folder_is_left)
{
    assert_int_equal(shell(output, sizeof output,
                           "mkdir -p " FOLDER "/tmp && TMPDIR=" FOLDER
                           "/tmp " MEASURE CLIENT("/") QUICK
                           "--triggers plain-http -- " OTHER
                           "workers >/dev/null 2>&1 && ls " FOLDER "/tmp"),
                     0);
    assert_string_equal(output, "");
    assert_int_equal(
        shell(output, sizeof output,
              "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | "
              "grep -xc '" FOLDER "/[m]easure_server'"),
        1);
}

TEST(who_asks_for_what_is_not_there_is_told_so)
{
    assert_int_equal(shell(output, sizeof output, MEASURE " -- true 2>&1"), 2);
    assert_non_null(strstr(output, "--url"));
    assert_int_equal(shell(output, sizeof output,
                           MEASURE CLIENT("/") "--triggers nothing -- true "
                                               "2>&1"),
                     2);
    assert_non_null(strstr(output, "--list"));
    assert_int_equal(shell(output, sizeof output,
                           MEASURE CLIENT("/") "-- /nonexistent 2>&1"),
                     2);
    assert_non_null(strstr(output, "cannot run /nonexistent"));
    assert_int_equal(shell(output, sizeof output,
                           MEASURE " --drive true -- /nonexistent 2>&1"),
                     2);
    assert_non_null(strstr(output, "cannot run /nonexistent"));
    assert_int_equal(shell(output, sizeof output,
                           MEASURE CLIENT("/") "--triggers '' -- true 2>&1"),
                     2);
    assert_non_null(strstr(output, "there is no '' here"));
    assert_int_equal(
        shell(output, sizeof output, MEASURE " --drive true -- true 2>&1 >&-"),
        2);
    assert_non_null(strstr(output, "stdout: it is closed"));
}

TEST_MAIN("measure")
