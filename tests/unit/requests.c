/* SPDX-License-Identifier: MIT */
/*
 * requests.h, with its real neighbours: sessions, metrics; and listeners, which
 * hear of a request as app/routes.c has it. What clients see of it, the list
 * and the audit line, is for the contract tests.
 */
#include "requests.h"

#include <arpa/inet.h>
#include <string.h>

#include "listeners.h"
#include "unit.h"

static struct session *session;

/* Nothing here asks libmicrohttpd about it. */
static struct MHD_Connection *const connection = (void *)&session;

static int open_one_session(void **state)
{
    struct sockaddr_in client = {.sin_family = AF_INET,
                                 .sin_port = htons(4711),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    (void)state;
    session = session_open((struct sockaddr *)&client);
    session_set_identity(session,
                         &(struct identity){"sensor-1", "cn", "4b4954"});
    session_describe(session, "TLS1.3", "AES-128-GCM", false);
    return session != NULL ? 0 : -1;
}

static int close_one_session(void **state)
{
    (void)state;
    session_close(session);
    return 0;
}

#define REQUEST_TEST(name) CASE(name, open_one_session, close_one_session)

static struct request *try_to_begin(const char *method, const char *url)
{
    struct request *request = request_begin(connection, session, method, url);

    if (request == NULL || listeners_subscribe(request) == 0)
        return request;
    request_end(request);
    return NULL;
}

static struct request *begin_with(const char *method, const char *url)
{
    struct request *request = try_to_begin(method, url);

    assert_non_null(request);
    return request;
}

static struct request *begin(void)
{
    return begin_with("GET", "/healthz");
}

static void end(struct request *request)
{
    request_finished(request, "complete");
    listeners_finish(request);
    request_end(request);
}

static void end_some(unsigned count)
{
    while (count-- > 0)
        end(begin());
}

/* A member of the nth of the list, the newest being the first. */
static const json_t *listed(const json_t *list, size_t nth, const char *member)
{
    const json_t *value = json_object_get(json_array_get(list, nth), member);

    assert_non_null(value);
    return value;
}

/* ---- What it carries ---------------------------------------------------- */

REQUEST_TEST(it_carries_what_it_was_given)
{
    struct request *request = begin();

    assert_ptr_equal(request_connection(request), connection);
    assert_string_equal(request_url(request), "/healthz");
    assert_string_equal(request_path(request), "/healthz");
    assert_int_equal(request_status(request), 0);
    request_answered(request, 201, 77);
    assert_int_equal(request_status(request), 201);
    end(request);
}

REQUEST_TEST(no_request_ends_too)
{
    request_end(NULL);
    assert_int_equal(requests_active(), 0);
}

REQUEST_TEST(those_that_run_are_counted)
{
    struct request *first = begin();
    struct request *second = begin();

    assert_int_equal(requests_active(), 2);
    end(first);
    assert_int_equal(requests_active(), 1);
    end(second);
    assert_int_equal(requests_active(), 0);
}

static char order[8];

static void note(void *object)
{
    size_t length = strlen(order);

    order[length] = *(const char *)object;
}

REQUEST_TEST(its_storage_is_disposed_of_at_its_end)
{
    struct request *request = begin();

    assert_int_equal(scope_defer(request_scope(request), note, "a"), 0);
    assert_int_equal(scope_defer(request_scope(request), note, "b"), 0);
    assert_string_equal(order, "");
    end(request);
    assert_string_equal(order, "ba");
}

/* ---- Its body ----------------------------------------------------------- */

REQUEST_TEST(a_body_is_joined_from_its_parts)
{
    struct request *request = begin();
    size_t length = 1;

    assert_null(request_body(request, &length));
    assert_int_equal(length, 0);
    assert_int_equal(request_add_body(request, "one", 3, 6), 0);
    assert_int_equal(request_add_body(request, "two", 3, 6), 0);
    assert_memory_equal(request_body(request, &length), "onetwo", 6);
    assert_int_equal(length, 6);
    end(request);
}

REQUEST_TEST(a_body_over_the_limit_is_counted_but_not_kept)
{
    struct request *request = begin();
    size_t length = 0;

    assert_int_equal(request_add_body(request, "1234", 4, 6), 0);
    assert_int_equal(request_add_body(request, "567", 3, 6), 0);
    assert_null(request_body(request, &length));
    assert_int_equal(length, 7);
    assert_int_equal(request_add_body(request, "8", 1, 6), 0);
    assert_null(request_body(request, &length));
    assert_int_equal(length, 8);
    end(request);
}

REQUEST_TEST(an_empty_part_adds_nothing)
{
    struct request *request = begin();
    size_t length = 1;

    assert_int_equal(request_add_body(request, "", 0, 6), 0);
    assert_int_equal(request_add_body(request, "", 0, 6), 0);
    (void)request_body(request, &length);
    assert_int_equal(length, 0);
    assert_int_equal(request_add_body(request, "x", 1, 6), 0);
    assert_int_equal(request_add_body(request, "", 0, 6), 0);
    assert_memory_equal(request_body(request, &length), "x", 1);
    end(request);
}

REQUEST_TEST(a_body_that_finds_no_memory_is_refused)
{
    struct request *request = begin();
    size_t length = 0;

    assert_int_equal(request_add_body(request, "12", 2, 6), 0);
    unit_fail_nth(1);
    assert_int_equal(request_add_body(request, "34", 2, 6), -1);
    assert_true(unit_failed());
    assert_memory_equal(request_body(request, &length), "12", 2);
    assert_int_equal(length, 2);
    end(request);
}

REQUEST_TEST(a_body_that_finds_its_scope_full_is_refused)
{
    struct request *request = begin();
    struct scope *scope = request_scope(request);

    while (scope->count < SCOPE_MAX)
        assert_int_equal(scope_defer(scope, note, "x"), 0);
    assert_int_equal(request_add_body(request, "12", 2, 6), -1);
    end(request);
}

/* ---- The list ----------------------------------------------------------- */

REQUEST_TEST(method_and_url_are_cut_and_cleaned)
{
    char url[200];
    json_t *list = NULL;

    memset(url, 'u', sizeof url - 1);
    url[sizeof url - 1] = '\0';
    memcpy(url, "/\"\n", 3);
    end(begin_with("PROPFINDER", url));
    list = requests_json();
    assert_string_equal(json_string_value(listed(list, 0, "method")),
                        "PRO\\...");
    assert_int_equal(json_string_length(listed(list, 0, "path")), 127);
    assert_memory_equal(json_string_value(listed(list, 0, "path")),
                        "/\\\"\\x0au", 8);
    json_decref(list);
}

/* ---- Its end ------------------------------------------------------------ */

/* ---- What is left ------------------------------------------------------- */

REQUEST_TEST(a_request_leaves_nothing_behind)
{
    end_some(1);
}

REQUEST_TEST(ten_requests_leave_nothing_behind)
{
    end_some(10);
}

REQUEST_TEST(a_request_with_a_body_leaves_nothing_behind)
{
    struct request *request = begin();

    assert_int_equal(request_add_body(request, "one", 3, 6), 0);
    assert_int_equal(request_add_body(request, "two", 3, 6), 0);
    end(request);
}

/* The context, then its subscription; the third time nothing fails. */
REQUEST_TEST(a_request_that_cannot_begin_leaves_nothing_behind)
{
    for (unsigned nth = 1; nth == 1 || unit_failed(); nth++) {
        struct request *request = NULL;

        unit_fail_nth(nth);
        request = try_to_begin("GET", "/healthz");
        assert_true((request == NULL) == (nth < 3));
        if (request != NULL)
            end(request);
        assert_int_equal(requests_active(), 0);
    }
}

UNIT_MAIN("requests")
