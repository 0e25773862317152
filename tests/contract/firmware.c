/* SPDX-License-Identifier: MIT */
/*
 * Contract: GET /firmware/NAME: the file whole, byte by byte. What must not be
 * given is in escapes.c.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/gauge.h"
#include "support.h"

static void expect_404(const struct service *server, const char *path)
{
    assert_get(server, "sensor-1", path, 404);
}

SERVER_TEST(a_file_comes_whole_and_byte_by_byte)
{
    /* Around the sizes of a chunk, of a record, and well beyond both. */
    static const size_t sizes[] = {1,     4096,  16383,  16384,
                                   16385, 65536, 3000001};
    scoped_response struct http_response response = {0};
    char *data = malloc(3000001);

    assert_non_null(data);
    for (size_t i = 0; i < 3000001; i++)
        data[i] = (char)(i * 2654435761U >> 13);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        service_put(*state, "image.bin", data, sizes[i]);
        (void)http_get(*state, "sensor-1", "/firmware/image.bin", &response);
        assert_status(&response, 200);
        assert_header(&response, "Content-Type", "application/octet-stream");
        assert_int_equal(response.length, sizes[i]);
        assert_memory_equal(response.body, data, sizes[i]);
    }
    free(data);
}

SERVER_TEST(an_empty_file_comes_as_an_empty_body)
{
    scoped_response struct http_response response = {0};

    service_put(*state, "empty", "", 0);
    (void)http_get(*state, "sensor-1", "/firmware/empty", &response);
    assert_status(&response, 200);
    assert_header(&response, "Content-Length", "0");
    assert_int_equal(response.length, 0);
}

SERVER_TEST(head_tells_the_length_of_a_file)
{
    scoped_response struct http_response response = {0};

    service_put(*state, "image.bin", "12345", 5);
    (void)http_head(*state, "sensor-1", "/firmware/image.bin", &response);
    assert_status(&response, 200);
    assert_header(&response, "Content-Length", "5");
    assert_int_equal(response.length, 0);
}

SERVER_TEST(a_file_put_there_later_is_found)
{
    scoped_response struct http_response response = {0};

    expect_404(*state, "/firmware/later.bin");
    service_put(*state, "later.bin", "now", 3);
    (void)http_get(*state, "sensor-1", "/firmware/later.bin", &response);
    assert_status(&response, 200);
    assert_string_equal(response.body, "now");
}

/* streams.h: what cannot be read to its end breaks the connection off. */
SERVER_TEST(a_file_that_shrinks_ends_its_download)
{
    struct tls_client *client = image_begin(*state);
    char path[PATH_SIZE];

    join_path(path, ((const struct service *)*state)->data, "image.bin");
    assert_system_ok(truncate(path, 0));
    assert_true(image_read(client) < IMAGE_SIZE);
    tls_close(client);
    (void)service_log_wait(*state, 0,
                           " audit id=1 .*path=\"/firmware/image.bin\" "
                           ".*end=aborted ");
    expect_404(*state, "/firmware/nothing.bin");
}

SERVER_TEST(who_is_in_mid_download_gets_the_file_that_there_was)
{
    struct tls_client *client = image_begin(*state);
    scoped_response struct http_response response = {0};

    service_put(*state, "image.bin", "new", 3);
    (void)http_get(*state, "operator", "/firmware/image.bin", &response);
    assert_status(&response, 200);
    assert_string_equal(response.body, "new");
    assert_int_equal(image_read(client), IMAGE_SIZE); /* byte by byte */
    tls_close(client);
}

SERVER_TEST(also_when_there_is_none_any_more)
{
    struct tls_client *client = image_begin(*state);
    char path[PATH_SIZE];

    join_path(path, ((const struct service *)*state)->data, "image.bin");
    assert_system_ok(unlink(path));
    expect_404(*state, "/firmware/image.bin");
    assert_int_equal(image_read(client), IMAGE_SIZE);
    tls_close(client);
}

SERVER_TEST(odd_names_are_only_names)
{
    static const char *const names[][2] = {
        {"a b.bin", "a%20b.bin"},        {"per%cent", "per%25cent"},
        {"back\\slash", "back%5cslash"}, {"dots..in..it", "dots..in..it"},
        {"\xc3\xa9", "%C3%A9"},          {"$(reboot);'\"", "$(reboot);'%22"},
    };
    scoped_response struct http_response response = {0};
    char path[96];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        service_put(*state, names[i][0], "x", 1);
        (void)snprintf(path, sizeof path, "/firmware/%s", names[i][1]);
        (void)http_get(*state, "sensor-1", path, &response);
        assert_status(&response, 200);
        assert_string_equal(response.body, "x");
    }
}

/* Two, as long as a name may be, which differ in the last letter alone. */
SERVER_TEST(a_name_of_255_bytes_is_not_cut)
{
    static const char letters[] = {'a', 'b'};
    const struct service *server = *state;
    char name[NAME_MAX + 1], path[NAME_MAX + sizeof "/firmware/"];
    char from[PATH_SIZE], to[PATH_SIZE];
    scoped_response struct http_response response = {0};

    memset(name, 'n', NAME_MAX);
    name[NAME_MAX] = '\0';
    for (size_t i = 0; i < sizeof letters; i++) {
        name[NAME_MAX - 1] = letters[i];
        service_put(server, "short", &letters[i], 1);
        join_path(from, server->data, "short");
        join_path(to, server->data, name);
        assert_system_ok(rename(from, to));
    }
    for (size_t i = 0; i < sizeof letters; i++) {
        name[NAME_MAX - 1] = letters[i];
        (void)snprintf(path, sizeof path, "/firmware/%s", name);
        (void)http_get(*state, "sensor-1", path, &response);
        assert_status(&response, 200);
        assert_int_equal(response.length, 1);
        assert_int_equal(response.body[0], letters[i]);
    }
    name[NAME_MAX - 11] = '\0'; /* with "/firmware/" 255 bytes */
    (void)snprintf(path, sizeof path, "/firmware/%s", name);
    expect_404(*state, path);
}

BARE_TEST(without_a_data_folder_there_is_no_firmware)
{
    struct service *server =
        service_start(&(struct service_setup){.without_data = true});

    expect_404(server, "/firmware/image.bin");
    expect_404(server, "/firmware/etc");
}

/* ---- Whose it is ------------------------------------------------------- */

#define NOBODY 65534
#define SETPRIV "/usr/bin/setpriv"

/* Root may do all with anybody's file: so not without CAP_FOWNER. */
static void serve_another_owners(void)
{
    static const char *const wrapper[] = {SETPRIV, "--bounding-set", "-fowner",
                                          "--", NULL};
    struct service *server = NULL;
    char path[PATH_SIZE];

    if (access(SETPRIV, X_OK) < 0)
        skip_because("there is no " SETPRIV);
    server = service_start(&(struct service_setup){.wrapper = wrapper});
    service_put(server, "image.bin", "other", 5);
    join_path(path, server->data, "image.bin");
    if (chown(path, NOBODY, NOBODY) < 0)
        skip_because("a file cannot be given away here");
    assert_get(server, "sensor-1", "/firmware/image.bin", 200);
}

/* As where an operator puts the files, and the server may only read them. */
BARE_TEST(a_file_of_another_owner_is_served)
{
    static const char *const options[] = {"--data", "/usr/lib", NULL};
    struct stat info = {0};

    if (geteuid() == 0) {
        serve_another_owners();
        return;
    }
    if (lstat("/usr/lib/os-release", &info) < 0 || !S_ISREG(info.st_mode) ||
        info.st_uid == geteuid())
        skip_because("/usr/lib/os-release is no file of another owner");
    assert_get(service_start(&(struct service_setup){.options = options,
                                                     .without_data = true}),
               "sensor-1", "/firmware/os-release", 200);
}

/* ---- What they take ----------------------------------------------------- */

#define AT_ONCE 8

/* A socket and a file: by that --max-connections is lowered (admission.c). */
BARE_TEST(a_download_takes_two_descriptors)
{
    const struct service *server = service_start(NULL);
    struct tls_client *clients[AT_ONCE];
    long before = 0;

    if (service_is_per_request()) /* each has a listener, and more */
        skip();
    before = gauge_settled(server).descriptors;
    for (size_t i = 0; i < AT_ONCE; i++)
        clients[i] = image_begin(server);
    assert_true(gauge_settled(server).descriptors <= before + 2L * AT_ONCE);
    for (size_t i = 0; i < AT_ONCE; i++)
        tls_close(clients[i]);
}

SUITE("contract/firmware")
