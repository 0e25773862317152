/* SPDX-License-Identifier: MIT */
/*
 * Contract: GET /firmware/NAME gives nothing outside the data folder, ever,
 * and nothing in it that is no plain file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define SECRET "what is not for clients"

/* A file beside the data folder, which none of the ways below may reach. */
static void hide_secret(const struct service *server)
{
    char path[PATH_SIZE];

    service_file(server, "secret", path);
    write_text(path, SECRET);
}

static void expect_404(const struct service *server, const char *path)
{
    scoped_response struct http_response response = {0};

    (void)http_get(server, "sensor-1", path, &response);
    if (response.length > 0 && strstr(response.body, SECRET) != NULL)
        fail_because("%s gives away a file outside the folder", path);
    assert_problem(&response, 404);
}

SERVER_TEST(no_path_leads_out_of_the_folder)
{
    static const char *const paths[] = {
        "/firmware/../secret",
        "/firmware/%2e%2e/secret",
        "/firmware/%2e%2e%2fsecret",
        "/firmware/..%2fsecret",
        "/firmware/..%2Fsecret",
        "/firmware/..%5csecret",
        "/firmware/%252e%252e%252fsecret",
        "/firmware/..%c0%afsecret",
        "/firmware/....//secret",
        "/firmware/./../secret",
        "/firmware/sub/../../secret",
        "/firmware/sub/file",
        "/firmware//etc/passwd",
        "/firmware/%2fetc%2fpasswd",
        "/firmware/../../../../../../../etc/passwd",
        "/firmware/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/firmware/..",
        "/firmware/.",
        "/firmware/",
        "/firmware/%2e",
        "/firmware/image.bin/",
        "/firmware/image.bin/..",
        "/firmware/image.bin%2f..%2f..%2fsecret",
        "/../firmware/../secret",
    };
    char folder[PATH_SIZE];

    hide_secret(*state);
    service_put(*state, "image.bin", "x", 1);
    join_path(folder, ((struct service *)*state)->data, "sub");
    assert_system_ok(mkdir(folder, 0700));
    service_put(*state, "sub/file", SECRET, strlen(SECRET));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        expect_404(*state, paths[i]);
}

SERVER_TEST(an_absolute_path_leads_nowhere)
{
    const struct service *server = *state;
    char path[PATH_SIZE];

    hide_secret(server);
    (void)snprintf(path, sizeof path, "/firmware/%.400s/secret",
                   server->folder);
    expect_404(server, path);
}

SERVER_TEST(a_symbolic_link_is_not_followed)
{
    const struct service *server = *state;
    char to[PATH_SIZE];
    char link[PATH_SIZE];

    hide_secret(server);
    service_file(server, "secret", to);
    join_path(link, server->data, "link");
    assert_system_ok(symlink(to, link));
    expect_404(server, "/firmware/link");
    /* Not even to a file of the folder itself, or into another folder. */
    service_put(server, "image.bin", "x", 1);
    join_path(link, server->data, "link-2");
    assert_system_ok(symlink("image.bin", link));
    expect_404(server, "/firmware/link-2");
    join_path(link, server->data, "link-3");
    assert_system_ok(symlink(server->folder, link));
    expect_404(server, "/firmware/link-3/secret");
}

SERVER_TEST(what_is_no_regular_file_is_not_there)
{
    const struct service *server = *state;
    char path[PATH_SIZE];

    join_path(path, server->data, "folder");
    assert_system_ok(mkdir(path, 0700));
    join_path(path, server->data, "fifo");
    assert_system_ok(mkfifo(path, 0600)); /* nobody writes: must not hang */
    expect_404(server, "/firmware/folder");
    expect_404(server, "/firmware/fifo");
    expect_404(server, "/firmware/missing");
}

SERVER_TEST(dot_files_are_not_there)
{
    service_put(*state, ".hidden", SECRET, strlen(SECRET));
    expect_404(*state, "/firmware/.hidden");
    expect_404(*state, "/firmware/%2ehidden");
}

SERVER_TEST(a_name_beyond_all_bounds_is_not_there)
{
    char path[600] = "/firmware/";

    memset(path + 10, 'x', sizeof path - 11);
    expect_404(*state, path);
}

/* %00 must not cut a name short: image.bin is there, image.bin%00 is not. */
SERVER_TEST(a_nul_in_a_name_does_not_end_it)
{
    static const char *const paths[] = {"/firmware/image.bin%00",
                                        "/firmware/image.bin%00.txt",
                                        "/firmware/%00image.bin"};
    scoped_response struct http_response response = {0};

    service_put(*state, "image.bin", SECRET, strlen(SECRET));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        (void)http_get(*state, "sensor-1", paths[i], &response);
        /* libmicrohttpd may refuse such a request by itself. */
        if (response.status != 400)
            assert_problem(&response, 404);
    }
}

BARE_TEST(a_file_that_may_not_be_read_is_not_there)
{
    struct service *server =
        service_start(&(struct service_setup){.obey_modes = true});
    char path[PATH_SIZE];

    service_put(server, "locked.bin", SECRET, strlen(SECRET));
    join_path(path, server->data, "locked.bin");
    assert_system_ok(chmod(path, 0));
    expect_404(server, "/firmware/locked.bin");
    assert_system_ok(chmod(path, 0400));
}

SUITE("contract/escapes")
