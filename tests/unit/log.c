/* SPDX-License-Identifier: MIT */
/*
 * log.h: one line an event, and nothing of a client's in it that could forge
 * another.
 */
#include "process/log.h"

#include <string.h>

#include "unit.h"

/* ---- Cleaning ------------------------------------------------------------- */

static void plain_text_stays_as_it_is(void **state)
{
    char out[32];

    (void)state;
    assert_ptr_equal(log_clean(out, sizeof out, "GET /a b~!"), out);
    assert_string_equal(out, "GET /a b~!");
}

static void every_other_byte_becomes_a_question_mark(void **state)
{
    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        const char text[] = {'a', (char)byte, 'z', '\0'};
        char out[8];
        int plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';

        (void)log_clean(out, sizeof out, text);
        assert_int_equal(strlen(out), 3);
        assert_int_equal((unsigned char)out[1], plain ? byte : '?');
    }
}

static void what_is_too_long_is_cut(void **state)
{
    char out[5] = "xxxx";

    (void)state;
    assert_string_equal(log_clean(out, sizeof out, "abcdefgh"), "abcd");
    assert_string_equal(log_clean(out, sizeof out, "abcd"), "abcd");
    assert_string_equal(log_clean(out, 1, "abcd"), "");
}

static void nothing_reads_as_the_empty_text(void **state)
{
    char out[4] = "xxx";

    (void)state;
    assert_string_equal(log_clean(out, sizeof out, NULL), "");
}

/* ---- Lines ----------------------------------------------------------------- */

static void a_line_has_time_level_and_message(void **state)
{
    const char *text = NULL;

    (void)state;
    unit_catch_stderr();
    log_line(LOG_WARNING, "refused client=%s n=%d", "::1", 7);
    text = unit_stderr();
    assert_int_equal(strspn(text, "0123456789-:TZ"), 20);
    assert_string_equal(text + 20, " warning refused client=::1 n=7\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
    (void)state;
    unit_catch_stderr();
    log_line(LOG_DEBUG, "not by default");
    assert_int_equal(log_set_level("error"), 0);
    log_line(LOG_WARNING, "nor this");
    assert_string_equal(unit_stderr(), "");
    assert_int_equal(log_set_level("debug"), 0);
    log_line(LOG_DEBUG, "but this");
    assert_non_null(strstr(unit_stderr(), " debug but this\n"));
}

static void a_level_that_is_none_changes_nothing(void **state)
{
    (void)state;
    unit_catch_stderr();
    assert_int_equal(log_set_level(""), -1);
    assert_int_equal(log_set_level("Info"), -1);
    assert_int_equal(log_set_level("infos"), -1);
    log_line(LOG_INFO, "still written");
    assert_non_null(strstr(unit_stderr(), " info still written\n"));
}

static void a_long_line_is_cut_and_still_one_line(void **state)
{
    char message[2 * LOG_LINE_MAX];
    const char *text = NULL;

    (void)state;
    memset(message, 'm', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    unit_catch_stderr();
    log_line(LOG_INFO, "%s", message);
    text = unit_stderr();
    assert_true(strlen(text) >= LOG_LINE_MAX - 2 &&
                strlen(text) <= LOG_LINE_MAX);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(plain_text_stays_as_it_is),
    cmocka_unit_test(every_other_byte_becomes_a_question_mark),
    cmocka_unit_test(what_is_too_long_is_cut),
    cmocka_unit_test(nothing_reads_as_the_empty_text),
    cmocka_unit_test(a_line_has_time_level_and_message),
    cmocka_unit_test(what_is_below_the_level_is_not_written),
    cmocka_unit_test(a_level_that_is_none_changes_nothing),
    cmocka_unit_test(a_long_line_is_cut_and_still_one_line),
};

UNIT_MAIN("log", tests)
