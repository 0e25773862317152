/* SPDX-License-Identifier: MIT */
/*
 * scope.h: what is acquired in a scope is released when the scope ends.
 */
#include "scope.h"

#include <fcntl.h>
#include <string.h>

#include "unit.h"

static char order[64]; /* a letter for each that was disposed of */

static void note(void *object)
{
    size_t length = strlen(order);

    order[length] = *(const char *)object;
}

static void defer_letters(struct scope *scope, const char *letters)
{
    for (; *letters != '\0'; letters++)
        assert_int_equal(scope_defer(scope, note, (void *)letters), 0);
}

/* ---- Across callbacks -------------------------------------------------- */

TEST(disposers_run_last_in_first_out)
{
    struct scope scope = {0};

    defer_letters(&scope, "abc");
    assert_string_equal(order, "");
    scope_close(&scope);
    assert_string_equal(order, "cba");
}

TEST(a_scope_closed_twice_disposes_once)
{
    struct scope scope = {0};

    defer_letters(&scope, "ab");
    scope_close(&scope);
    scope_close(&scope);
    assert_string_equal(order, "ba");
}

TEST(an_empty_scope_closes)
{
    struct scope scope = {0};

    scope_close(&scope);
    assert_int_equal(scope.count, 0);
}

TEST(a_closed_scope_can_be_used_again)
{
    struct scope scope = {0};

    defer_letters(&scope, "ab");
    scope_close(&scope);
    defer_letters(&scope, "c");
    scope_close(&scope);
    assert_string_equal(order, "bac");
}

TEST(a_full_scope_disposes_of_what_it_cannot_take)
{
    static const char letters[] = "12345678";
    struct scope scope = {0};

    assert_int_equal(strlen(letters), SCOPE_MAX);
    defer_letters(&scope, letters);
    assert_int_equal(scope_defer(&scope, note, "x"), -1);
    assert_string_equal(order, "x");
    scope_close(&scope);
    assert_string_equal(order, "x87654321");
}

static struct scope shared;

static void close_again(void *object)
{
    note(object);
    scope_close(&shared);
}

TEST(a_disposer_may_close_the_scope_again)
{
    defer_letters(&shared, "ab");
    assert_int_equal(scope_defer(&shared, close_again, "c"), 0);
    scope_close(&shared);
    assert_string_equal(order, "cba");
    assert_int_equal(shared.count, 0);
}

static void defer_another(void *object)
{
    note(object);
    assert_int_equal(scope_defer(&shared, note, "n"), 0);
}

TEST(what_a_disposer_defers_is_disposed_of_too)
{
    defer_letters(&shared, "a");
    assert_int_equal(scope_defer(&shared, defer_another, "b"), 0);
    scope_close(&shared);
    assert_string_equal(order, "bna");
}

/* ---- Inside a function -------------------------------------------------- */

static char *make(bool taken, bool early)
{
    scoped_memory char *text = malloc(8);
    scoped_json json_t *array = json_array();
    scoped_crt gnutls_x509_crt_t crt = NULL;

    assert_non_null(array);
    if (early)
        /* cppcheck-suppress memleak ; the attribute frees it */
        return NULL;
    assert_int_equal(gnutls_x509_crt_init(&crt), 0);
    return taken ? scope_take(text) : NULL;
}

TEST(a_block_leaves_nothing_behind)
{
    char *text = NULL;

    assert_null(make(false, true));
    assert_null(make(false, false));
    text = make(true, false);
    assert_non_null(text);
    free(text);
}

static int open_null(bool taken)
{
    scoped_descriptor int file = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_true(file >= 0);
    return taken ? scope_take_descriptor(&file) : file;
}

TEST(a_descriptor_is_closed_unless_it_is_taken)
{
    int file = open_null(false);

    assert_int_equal(fcntl(file, F_GETFD), -1);
    file = open_null(true);
    assert_int_not_equal(fcntl(file, F_GETFD), -1);
    assert_int_equal(close(file), 0);
}

TEST(nothing_needs_no_clean_up)
{
    scoped_memory char *text = NULL;
    scoped_json json_t *json = NULL;
    scoped_crt gnutls_x509_crt_t crt = NULL;
    scoped_descriptor int file = -1;

    assert_null(scope_take(text));
    assert_null(scope_take(json));
    assert_null(scope_take(crt));
    assert_int_equal(scope_take_descriptor(&file), -1);
}

UNIT_MAIN("scope")
