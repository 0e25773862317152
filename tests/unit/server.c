/* SPDX-License-Identifier: MIT */
/*
 * server.h, with the real libmicrohttpd and fake routes, in plain HTTP: how a
 * server starts, serves and stops. What the library allocates for a daemon is
 * its own, so that a daemon which is never stopped is not seen here.
 */
#include "server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "app/routes.h"
#include "process/net.h"
#include "unit.h"

/* ---- The fake neighbour ------------------------------------------------- */

enum MHD_Result routes_answer(void *unused, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    static int seen;
    struct MHD_Response *response = NULL;
    enum MHD_Result result = MHD_NO;

    (void)unused, (void)url, (void)method, (void)version, (void)upload;
    (void)upload_size;
    if (*request == NULL) { /* the headers: the answer comes next */
        *request = &seen;
        return MHD_YES;
    }
    response =
        MHD_create_response_from_buffer(2, "ok", MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return MHD_NO;
    result = MHD_add_response_header(response, "Connection", "close");
    if (result == MHD_YES)
        result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

void routes_completed(void *unused, struct MHD_Connection *connection,
                      void **request, enum MHD_RequestTerminationCode how)
{
    (void)unused, (void)connection, (void)request, (void)how;
}

size_t routes_unescape(void *unused, struct MHD_Connection *connection,
                       char *text)
{
    (void)unused, (void)connection;
    return MHD_http_unescape(text);
}

/* ---- Helpers ------------------------------------------------------------ */

static const struct options options = {
    .listen = "127.0.0.1",
    .threads = 2,
    .timeout = 20,
    .max_connections = 16,
    .max_body = 1024,
    .plain = true,
};
static struct sockaddr_in address;

static int listen_somewhere(void)
{
    char error[NET_ERROR_SIZE] = "";
    socklen_t length = sizeof address;
    int listener = net_listen("--port", "127.0.0.1", 0, error);

    assert_string_equal(error, "");
    assert_true(listener >= 0);
    assert_int_equal(
        getsockname(listener, (struct sockaddr *)&address, &length), 0);
    return listener;
}

static struct server *start(void)
{
    struct server *server = server_start(&options, listen_somewhere());

    assert_non_null(server);
    return server;
}

static void finish(struct server *server)
{
    server_quiesce(server);
    server_stop(server);
}

/* A connection, or -1. Its reads and writes give up, but not soon. */
static int reach(void)
{
    const struct timeval patience = {.tv_sec = 20};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(client >= 0);
    assert_int_equal(setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience,
                                sizeof patience),
                     0);
    if (connect(client, (struct sockaddr *)&address, sizeof address) == 0)
        return client;
    assert_int_equal(close(client), 0);
    return -1;
}

/* One request, read to the end of its connection. */
static void get(void)
{
    static const char text[] = "GET / HTTP/1.1\r\nHost: unit\r\n\r\n";
    char answer[1024] = "";
    size_t length = 0;
    ssize_t got = 1;
    int client = reach();

    assert_true(client >= 0);
    assert_int_equal(write(client, text, sizeof text - 1), sizeof text - 1);
    while (got > 0 && length < sizeof answer - 1) {
        got = read(client, answer + length, sizeof answer - 1 - length);
        assert_true(got >= 0);
        length += (size_t)got;
    }
    assert_int_equal(close(client), 0);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(answer, "\r\n\r\nok"));
}

/* ---- Its life ----------------------------------------------------------- */

TEST(without_memory_it_does_not_start)
{
    unsigned before = unit_descriptors();

    unit_fail_nth(1);
    assert_null(server_start(&options, listen_somewhere()));
    assert_true(unit_failed());
    assert_int_equal(unit_descriptors(), before);
    assert_int_equal(reach(), -1);
}

/* ---- What is left ------------------------------------------------------- */

TEST(a_server_leaves_nothing_behind)
{
    finish(start());
}

TEST(three_requests_leave_nothing_behind)
{
    struct server *server = start();

    get();
    get();
    get();
    finish(server);
}

UNIT_MAIN("server")
