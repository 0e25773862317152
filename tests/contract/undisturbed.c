/* SPDX-License-Identifier: MIT */
/*
 * Contract: one that takes long among many that are short.
 */
#include <jansson.h>
#include <poll.h>

#include "support.h"

SERVER_TEST(a_download_is_not_disturbed_by_others)
{
    static const char small[] = "another file, read meanwhile";
    struct tls_client *slow = image_begin(*state);
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_response struct http_response response = {0};

    service_put(*state, "small.bin", small, sizeof small);
    for (int i = 0; i < 40; i++) {
        (void)client_get(client, "/firmware/small.bin", &response);
        assert_status(&response, 200);
        assert_int_equal(response.length, sizeof small);
        assert_memory_equal(response.body, small, sizeof small);
    }
    assert_int_equal(image_read(slow), IMAGE_SIZE);
    tls_close(slow);
}

/* Two that overlap, and the one that began first ends first. */
SERVER_TEST(downloads_that_overlap_each_come_whole)
{
    struct tls_client *first = image_begin(*state);
    struct tls_client *second = image_begin(*state);

    assert_int_equal(image_read(first), IMAGE_SIZE);
    tls_close(first);
    assert_int_equal(image_read(second), IMAGE_SIZE);
    tls_close(second);
}

SERVER_TEST(a_request_that_ends_late_displaces_no_newer_one)
{
    struct tls_client *slow = image_begin(*state);
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_response struct http_response response = {0};
    json_t *list = NULL;

    for (int i = 0; i < 110; i++)
        (void)client_get(client, "/healthz", &response);
    assert_int_equal(image_read(slow), IMAGE_SIZE);
    tls_close(slow);
    (void)service_log_wait(*state, 0, " audit id=1 .*path=\"/firmware/image");
    (void)client_get(client, "/requests", &response);
    list = json_loadb(response.body, response.length, 0, NULL);
    assert_int_equal(json_array_size(list), 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(
            json_integer_value(json_object_get(json_array_get(list, i), "id")),
            112 - i);
    json_decref(list);
}

/* The time is its own: whoever copies the record too early tells of none. */
SERVER_TEST(a_request_that_took_long_says_so)
{
    struct tls_client *slow = image_begin(*state);
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_response struct http_response response = {0};
    json_t *list = NULL, *last = NULL;

    (void)poll(NULL, 0, 5); /* no wait for anything: it takes so long */
    assert_int_equal(image_read(slow), IMAGE_SIZE);
    tls_close(slow);
    (void)service_log_wait(*state, 0, " audit id=1 .* ms=[1-9]");
    (void)client_get(client, "/requests", &response);
    list = json_loadb(response.body, response.length, 0, NULL);
    last = json_array_get(list, json_array_size(list) - 1);
    assert_int_equal(json_integer_value(json_object_get(last, "id")), 1);
    assert_true(json_integer_value(json_object_get(last, "milliseconds")) > 0);
    json_decref(list);
}

SUITE("contract/undisturbed")
