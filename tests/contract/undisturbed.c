/* SPDX-License-Identifier: MIT */
/*
 * Contract: one that takes long among many that are short.
 */
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

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

#define OVERLAPPING 5 /* so that some are in one thread */

/* And the one that began first ends first. */
SERVER_TEST(downloads_that_overlap_each_come_whole)
{
    struct tls_client *clients[OVERLAPPING];

    for (size_t i = 0; i < OVERLAPPING; i++)
        clients[i] = image_begin(*state);
    for (size_t i = 0; i < OVERLAPPING; i++) {
        assert_int_equal(image_read(clients[i]), IMAGE_SIZE);
        tls_close(clients[i]);
    }
}

/* As of a deployer who takes his time: flock(2) binds only who asks. */
SERVER_TEST(a_lock_on_a_file_holds_nobody_up)
{
    struct tls_client *client = image_begin(*state);
    char path[PATH_SIZE];
    int file = -1;

    join_path(path, ((const struct service *)*state)->data, "image.bin");
    file = open(path, O_RDONLY | O_CLOEXEC);
    assert_system_ok(file);
    assert_system_ok(flock(file, LOCK_EX | LOCK_NB)); /* nor by a download */
    assert_get(*state, "operator", "/firmware/image.bin", 200);
    assert_int_equal(image_read(client), IMAGE_SIZE);
    tls_close(client);
    (void)close(file);
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
