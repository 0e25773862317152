/* SPDX-License-Identifier: MIT */
/*
 * What a page is told: the past, then the news, each once and in order; and
 * that nobody waits for a page that does not read.
 */
#include <stdio.h>
#include <string.h>

#include "hub.h"
#include "probe/cases.h"

static char text[8 << 20];

/* All that there is to read, in steps of so many bytes. */
static size_t read_all(struct hub_reader *reader, size_t step)
{
    size_t length = 0;
    ssize_t got = 0;

    while ((got = hub_read(reader, text + length, step)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    return got < 0 ? (size_t)-1 : length;
}

static void add(enum hub_event event, int n)
{
    hub_add(event, json_pack("{s:i}", "n", n));
}

static unsigned count(const char *what)
{
    unsigned found = 0;

    for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
        found++;
    return found;
}

#define HUB(name) CASE(name, NULL, end)

static int end(void **state)
{
    (void)state;
    hub_free();
    return 0;
}

HUB(a_page_gets_the_state_the_past_and_the_last_rest_in_that_order)
{
    struct hub_reader reader;

    add(HUB_SAMPLE, 1);
    add(HUB_REST, 2);
    add(HUB_MARK, 3);
    add(HUB_FAULT, 4);
    add(HUB_STATE, 5);
    add(HUB_SAMPLE, 6);
    assert_int_equal(hub_join(&reader), 0);
    (void)read_all(&reader, 7);
    assert_string_equal(text, "retry: 1000\n\n"
                              "event: state\ndata: {\"n\":5}\n\n"
                              "event: sample\ndata: {\"n\":1}\n\n"
                              "event: mark\ndata: {\"n\":3}\n\n"
                              "event: sample\ndata: {\"n\":6}\n\n"
                              "event: rest\ndata: {\"n\":2}\n\n");
    hub_leave(&reader);
}

HUB(a_rest_that_is_over_is_not_told_again)
{
    struct hub_reader reader;

    add(HUB_REST, 1);
    hub_add(HUB_BEGUN, NULL);
    assert_int_equal(hub_join(&reader), 0);
    (void)read_all(&reader, 100);
    assert_int_equal(count("event: rest"), 0);
    hub_leave(&reader);
}

HUB(each_event_comes_once_whatever_the_size_of_a_read)
{
    static const size_t steps[] = {1, 3, 64, 100000};
    struct hub_reader reader;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_int_equal(hub_join(&reader), 0);
        (void)read_all(&reader, steps[i]);
        for (int n = 0; n < HUB_NEW_MAX; n++)
            add(n % 2 == 0 ? HUB_SAMPLE : HUB_FAULT, n);
        (void)read_all(&reader, steps[i]);
        assert_int_equal(count("event: sample"), HUB_NEW_MAX / 2);
        assert_int_equal(count("event: fault"), HUB_NEW_MAX / 2);
        assert_int_equal(count("{\"n\":0}"), 1);
        assert_int_equal(count("{\"n\":127}"), 1);
        assert_int_equal(read_all(&reader, steps[i]), 0);
        hub_leave(&reader);
    }
}

HUB(a_page_that_does_not_read_is_left_behind_and_gets_the_past_anew)
{
    struct hub_reader idle, busy;

    assert_int_equal(hub_join(&idle), 0);
    assert_int_equal(hub_join(&busy), 0);
    assert_int_equal(hub_read(&idle, text, 5), 5);
    (void)read_all(&busy, 100);
    for (int n = 0; n <= HUB_NEW_MAX; n++) {
        add(HUB_SAMPLE, n);
        assert_true(read_all(&busy, 100) > 0);
    }
    assert_int_equal(read_all(&idle, 100), -1);
    hub_leave(&idle);
    hub_leave(&busy);
    assert_int_equal(hub_join(&idle), 0);
    (void)read_all(&idle, 100);
    assert_int_equal(count("event: sample"), HUB_NEW_MAX + 1);
    hub_leave(&idle);
}

HUB(the_past_is_bounded_and_reaches_from_the_first_to_the_last)
{
    struct hub_reader reader;
    int n = 0;

    while (n < 20 * HUB_KEPT_MAX) {
        add(HUB_SAMPLE, n++);
        if (n % HUB_KEPT_MAX == 0)
            add(HUB_MARK, -n);
    }
    assert_int_equal(hub_join(&reader), 0);
    (void)read_all(&reader, 4096);
    assert_true(count("event: ") <= HUB_KEPT_MAX);
    assert_true(count("event: sample") >= HUB_KEPT_MAX / 4);
    assert_int_equal(count("{\"n\":0}"), 1);
    assert_int_equal(count("event: mark"), 20);
    hub_leave(&reader);
}

HUB(marks_alone_are_bounded_too)
{
    struct hub_reader reader;

    for (int n = 0; n < 3 * HUB_KEPT_MAX; n++)
        add(HUB_MARK, n);
    assert_int_equal(hub_join(&reader), 0);
    (void)read_all(&reader, 4096);
    assert_true(count("event: mark") <= HUB_KEPT_MAX);
    assert_int_equal(count("{\"n\":5999}"), 1);
    hub_leave(&reader);
}

TEST_MAIN("show: what pages are told")
