/* SPDX-License-Identifier: MIT */
/*
 * The truth table is well-formed, its reader refuses one that is not, and
 * each function it names stands in the file it names.
 */
#include "probe/truth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../fixed/process/metrics.h"
#include "probe/probe.h"

#define HEADER "leak,cwe,file,function,kind,lab,per,bytes,blocks,descriptors\n"
#define LEAK "peer,401,leaky/peer.c,f,definitely,03-peer,refusal,"

/* ---- The table itself -------------------------------------------------- */

BARE_TEST(each_leak_of_the_catalogue_has_its_function)
{
    struct truth truth;
    char error[TRUTH_ERROR_SIZE];
    char path[PATH_SIZE];

    if (truth_load(&truth, getenv("MTLS_TRUTH"), error) < 0)
        fail_because("%s", error);
    for (size_t i = 0; i < truth.count; i++) {
        const struct truth_row *row = &truth.rows[i];
        char *text = NULL;
        size_t size = 0;

        join_path(path, getenv("MTLS_TOP"), row->file);
        text = read_file(path, &size);
        if (strstr(text, row->function) == NULL)
            fail_because("%s:%u: no %s in %s", truth.path, row->line,
                         row->function, row->file);
        free(text);
    }
    truth_free(&truth);
}

BARE_TEST(its_leaks_are_the_modules_of_the_service)
{
    struct truth truth;
    char error[TRUTH_ERROR_SIZE];

    if (truth_load(&truth, getenv("MTLS_TRUTH"), error) < 0)
        fail_because("%s", error);
    assert_int_equal(truth.count, MODULE_COUNT);
    for (enum module i = 0; i < MODULE_COUNT; i++)
        assert_string_equal(truth.rows[i].leak, module_name(i));
    truth_free(&truth);
}

/* ---- Its reader -------------------------------------------------------- */

static void refuses(const char *text, const char *where, const char *why)
{
    struct truth truth;
    char folder[PATH_SIZE];
    char path[PATH_SIZE];
    char error[TRUTH_ERROR_SIZE] = "accepted";

    make_folder(folder);
    join_path(path, folder, "t.csv");
    write_text(path, text);
    assert_int_equal(truth_load(&truth, path, error), -1);
    assert_contains(error, where);
    assert_contains(error, why);
    assert_int_equal(strncmp(error, path, strlen(path)), 0);
}

BARE_TEST(a_table_that_is_none_is_refused)
{
    struct truth truth;
    char error[TRUTH_ERROR_SIZE];
    char folder[PATH_SIZE], path[PATH_SIZE];

    make_folder(folder);
    join_path(path, folder, "nowhere.csv");
    assert_int_equal(truth_load(&truth, path, error), -1);
    assert_contains(error, "/nowhere.csv: cannot read");
    refuses("", ": cannot read", "");
    refuses("# only a comment\n", ".csv:1: ", "no row");
    refuses(HEADER, ".csv:1: ", "no row");
}

BARE_TEST(a_header_must_have_each_column_once)
{
    refuses("#\n" LEAK "1,1,0\n",
            ".csv:2: ", "column 1 must be 'leak', not 'peer'");
    refuses("leak,cwe,file\n", ".csv:1: ", "3 fields, not 10");
    refuses("leak,leak,file,function,kind,lab,per,bytes,blocks,descriptors\n",
            ".csv:1: ", "column 2 must be 'cwe', not 'leak'");
}

BARE_TEST(a_row_must_be_whole_and_known)
{
    refuses(HEADER LEAK "1,1\n", ".csv:2: ", "9 fields");
    refuses(HEADER LEAK "1,1,0,0\n", ".csv:2: ", "11 fields");
    refuses(HEADER LEAK ",1,0\n", ".csv:2: ", "bytes is empty");
    refuses(HEADER "\npeer,401,f,f,definitely,l,moon,1,1,0\n",
            ".csv:3: ", "per 'moon'");
    refuses(HEADER "peer,401,f,f,lost,l,refusal,1,1,0\n",
            ".csv:2: ", "no kind 'lost'");
}

BARE_TEST(an_amount_must_be_a_number_or_a_range)
{
    refuses(HEADER LEAK "x,1,0\n", ".csv:2: ", "bytes: 'x'");
    refuses(HEADER LEAK "1,-1,0\n", ".csv:2: ", "blocks: '-1'");
    refuses(HEADER LEAK "1,1-,0\n", ".csv:2: ", "blocks: '1-'");
    refuses(HEADER LEAK "1,1,1 \n", ".csv:2: ", "descriptors: '1 '");
    refuses(HEADER LEAK "2-1,1,0\n", ".csv:2: ", "upside down");
    refuses(HEADER LEAK "0,0,0\n", ".csv:2: ", "without growth");
}

BARE_TEST(a_leak_has_one_row)
{
    refuses(HEADER LEAK "1,1,0\n# again\n" LEAK "2,1,0\n",
            ".csv:4: ", "peer is in line 2 already");
}

BARE_TEST(a_table_has_room_for_so_many)
{
    char text[2048] = HEADER;
    char where[16];
    size_t used = strlen(text);

    for (int i = 0; i <= TRUTH_ROWS_MAX; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "leak%d,1,f,f,nothing,l,reload,1,1,0\n", i);
    (void)snprintf(where, sizeof where, ".csv:%d: ", TRUTH_ROWS_MAX + 2);
    refuses(text, where, "more than");
}

BARE_TEST(a_good_table_is_read)
{
    struct truth truth;
    char folder[PATH_SIZE];
    char path[PATH_SIZE];
    char error[TRUTH_ERROR_SIZE] = "";

    make_folder(folder);
    join_path(path, folder, "t.csv");
    write_text(path, "# a comment\n" HEADER
                     "peer,401 400,f,g,still reachable,l,request,30-50,2,1");
    assert_int_equal(truth_load(&truth, path, error), 0);
    assert_int_equal(truth.count, 1);
    assert_int_equal(truth.rows[0].line, 3);
    assert_int_equal(truth.rows[0].bytes.low, 30);
    assert_int_equal(truth.rows[0].bytes.high, 50);
    assert_int_equal(truth.rows[0].blocks.high, 2);
    assert_string_equal(truth.rows[0].kind, "still reachable");
    assert_int_equal(truth.rows[0].per, PER_REQUEST);
    assert_ptr_equal(truth_leak(&truth, "peer"), truth.rows);
    assert_null(truth_leak(&truth, "streams"));
    truth_free(&truth);
}

PLAIN_SUITE("leaks/truth")
