/* SPDX-License-Identifier: MIT */
/*
 * log.h: one line an event, and nothing of a client's in it that could forge
 * another.
 */
#include "process/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

/* ---- Cleaning ----------------------------------------------------------- */

TEST(plain_text_stays_as_it_is)
{
    char out[32];

    assert_ptr_equal(log_clean(out, sizeof out, "GET /a b~!"), out);
    assert_string_equal(out, "GET /a b~!");
}

TEST(every_other_byte_is_escaped)
{
    for (int byte = 0; byte < 256; byte++) {
        const char text[] = {'a', (char)byte, 'z'};
        char out[8];
        char expected[8];

        if (byte == '"' || byte == '\\')
            (void)snprintf(expected, sizeof expected, "a\\%cz", byte);
        else if (byte >= ' ' && byte <= '~')
            (void)snprintf(expected, sizeof expected, "a%cz", byte);
        else
            (void)snprintf(expected, sizeof expected, "a\\x%02xz", byte);
        (void)log_clean_bytes(out, sizeof out, text, sizeof text);
        assert_string_equal(out, expected);
    }
}

TEST(what_is_too_long_is_cut)
{
    char out[8] = "xxxxxxx";

    assert_string_equal(log_clean(out, sizeof out, "abcdefgh"), "abc\\...");
    assert_string_equal(log_clean(out, sizeof out, "abcdefg"), "abcdefg");
    assert_string_equal(log_clean(out, sizeof out, "ab\x01\x02"), "ab\\...");
    assert_string_equal(log_clean(out, sizeof out, "abcd\\..."), "abc\\...");
    assert_string_equal(log_clean(out, 1, "abcd"), "");
}

TEST(what_is_clean_is_only_cut)
{
    char out[8] = "xxxxxxx";

    assert_string_equal(log_cut(out, sizeof out, "a\\\"\\xc3"), "a\\\"\\xc3");
    assert_string_equal(log_cut(out, sizeof out, "abcdefgh"), "abc\\...");
    assert_string_equal(log_cut(out, sizeof out, ""), "");
    /* Not within an escape: the name would be another one's. */
    assert_string_equal(log_cut(out, sizeof out, "ab\\\\cdef"), "ab\\...");
    assert_string_equal(log_cut(out, sizeof out, "a\\xc3def"), "a\\...");
}

TEST(nothing_reads_as_the_empty_text)
{
    char out[4] = "xxx";

    assert_string_equal(log_clean(out, sizeof out, NULL), "");
}

/* ---- Lines -------------------------------------------------------------- */

TEST(what_is_below_the_level_is_not_written)
{
    unit_catch_stderr();
    log_line(LOG_DEBUG, "not by default");
    assert_int_equal(log_set_level("error"), 0);
    log_line(LOG_WARNING, "nor this");
    assert_string_equal(unit_stderr(), "");
    assert_int_equal(log_set_level("debug"), 0);
    log_line(LOG_DEBUG, "but this");
    assert_non_null(strstr(unit_stderr(), " debug but this\n"));
}

TEST(a_level_that_is_none_changes_nothing)
{
    unit_catch_stderr();
    assert_int_equal(log_set_level(""), -1);
    assert_int_equal(log_set_level("Info"), -1);
    assert_int_equal(log_set_level("infos"), -1);
    log_line(LOG_INFO, "still written");
    assert_non_null(strstr(unit_stderr(), " info still written\n"));
}

TEST(a_long_line_is_cut_and_still_one_line)
{
    char message[2 * LOG_LINE_MAX];
    const char *text = NULL;

    memset(message, 'm', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    unit_catch_stderr();
    log_line(LOG_INFO, "%s", message);
    text = unit_stderr();
    assert_true(strlen(text) >= LOG_LINE_MAX - 2 &&
                strlen(text) <= LOG_LINE_MAX);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

/* ---- A pipe that nobody reads ------------------------------------------- */

/* Fills a pipe in stderr's place, and returns the end to read from. */
static int full_stderr(int *before)
{
    char bytes[4096] = {0};
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(ends[1], bytes, sizeof bytes) > 0)
        ;
    assert_int_equal(fcntl(ends[1], F_SETFL, 0), 0);
    *before = dup(STDERR_FILENO);
    assert_true(*before >= 0);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    (void)close(ends[1]);
    return ends[0];
}

TEST(a_pipe_that_is_full_loses_lines_and_stops_nobody)
{
    char bytes[1 << 17];
    int before = -1;
    int end = full_stderr(&before);
    double lost = unit_metric("mtls_log_lines_dropped_total");
    ssize_t got = 0;

    log_line(LOG_INFO, "first");
    log_line(LOG_INFO, "second");
    got = read(end, bytes, sizeof bytes);
    log_line(LOG_INFO, "third");
    (void)dup2(before, STDERR_FILENO);
    (void)close(before);
    assert_true(got > 0 && memchr(bytes, 'f', (size_t)got) == NULL);
    got = read(end, bytes, sizeof bytes - 1);
    (void)close(end);
    assert_true(got > 0);
    bytes[got] = '\0';
    assert_non_null(
        strstr(bytes, " warning log: 2 lines could not be written"));
    assert_non_null(strstr(bytes, " info third\n"));
    assert_null(strstr(bytes, "second"));
    assert_true(unit_metric("mtls_log_lines_dropped_total") - lost == 2);
}

TEST(a_line_that_is_held_comes_when_it_is_released)
{
    unit_catch_stderr();
    log_hold();
    log_line(LOG_INFO, "held");
    assert_string_equal(unit_stderr(), "");
    log_release();
    assert_non_null(strstr(unit_stderr(), " info held\n"));
}

TEST(a_second_one_is_not_held)
{
    unit_catch_stderr();
    log_hold();
    log_line(LOG_INFO, "first");
    log_line(LOG_INFO, "second");
    assert_null(strstr(unit_stderr(), "first"));
    assert_non_null(strstr(unit_stderr(), " info second\n"));
    log_release();
    log_release();
    assert_non_null(strstr(unit_stderr(), " info first\n"));
}

UNIT_MAIN("log")
