/* SPDX-License-Identifier: MIT */
/*
 * A few of everything that clients do.
 */
#define _POSIX_C_SOURCE 200809L
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "traffic_private.h"

void traffic_count(struct traffic *traffic, const char *name)
{
    const struct trigger *trigger = trigger_find(name);
    size_t i = 0;

    if (trigger == NULL)
        fail_because("no trigger is called %s", name);
    while (i < traffic->count && traffic->done[i].trigger != trigger)
        i++;
    assert_true(i < TRIGGERS_MAX);
    traffic->done[i].trigger = trigger;
    traffic->done[i].times++;
    if (i == traffic->count)
        traffic->count++;
}

/* An answer that stays away may be a crash: then that is what failed. */
static void expect(const struct subject *subject,
                   const struct http_response *response, long status)
{
    if (response->code != CURLE_OK)
        subject_check_alive(subject);
    assert_status(response, status);
}

struct tls_client *traffic_enter(const struct subject *subject,
                                 const struct tls_setup *setup)
{
    struct tls_client *client = tls_open(subject->server, setup);

    if (tls_handshake(client) < 0) {
        subject_check_alive(subject);
        fail_because("the server did not accept a good certificate");
    }
    return client;
}

/* ---- Requests ----------------------------------------------------------- */

static const struct {
    const char *method, *path, *json;
    long status;
    const char *trigger;
} requests[] = {
    {NULL, "/healthz", NULL, 200, "full-tls1.3"},
    {NULL, "/whoami", NULL, 200, "view"},
    {NULL, "/readings", NULL, 200, "view"},
    {NULL, "/requests", NULL, 200, "view"},
    {NULL, "/sessions", NULL, 200, "view"},
    {NULL, "/metrics", NULL, 200, "view"},
    {NULL, "/nowhere", NULL, 404, "error-404"},
    {NULL, "/firmware/nothing.bin", NULL, 404, "error-404-file"},
    {"DELETE", "/healthz", NULL, 405, "error-405"},
    {NULL, "/readings", "{\"sensor\":\"a\",\"value\":1,\"unit\":\"C\"}", 201,
     "post"},
    {NULL, "/readings", "{\"sensor\":", 400, "error-400"},
    {NULL, "/readings", "{\"sensor\":1}", 400, "error-400-fields"},
    {NULL, "/readings/1", NULL, 200, "reading"},
    {"HEAD", "/readings", NULL, 200, "view"},
    {NULL, "/firmware/x%00", NULL, 404, "error-404-nul"},
};

#define REQUESTS (sizeof requests / sizeof *requests)

static void ask(const struct subject *subject, size_t i,
                struct traffic *traffic)
{
    const char *json = requests[i].json;
    const struct http_request request = {
        .method = requests[i].method,
        .path = requests[i].path,
        .type = json != NULL ? "application/json" : NULL,
        .body = json,
        .length = json != NULL ? strlen(json) : 0,
    };
    scoped_response struct http_response response = {0};

    (void)http_send(subject->server, "sensor-1", &request, &response);
    expect(subject, &response, requests[i].status);
    traffic_count(traffic, requests[i].trigger);
}

void traffic_requests(const struct subject *subject, unsigned times,
                      struct traffic *traffic)
{
    for (unsigned i = 0; i < times; i++)
        ask(subject, i % REQUESTS, traffic);
}

static void keep_alive(const struct subject *subject, unsigned times,
                       struct traffic *traffic)
{
    scoped_client struct http_client *client =
        client_new(subject->server, "operator");
    scoped_response struct http_response response = {0};

    for (unsigned i = 0; i < times; i++) {
        (void)client_get(client, "/healthz", &response);
        expect(subject, &response, 200);
        traffic_count(traffic,
                      response.connects > 0 ? "full-tls1.3" : "keep-alive");
    }
}

/* Returns what resumes the session, for the next. */
static gnutls_datum_t resume(const struct subject *subject,
                             const gnutls_datum_t *session,
                             struct traffic *traffic)
{
    scoped_tls struct tls_client *client =
        traffic_enter(subject, &(struct tls_setup){.certificate = "sensor-1",
                                                   .resume = session});
    scoped_response struct http_response response = {0};
    gnutls_datum_t next = {NULL, 0};

    assert_gnutls_ok(
        tls_send_text(client, "GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n"));
    (void)tls_answer(client, false, &response);
    expect(subject, &response, 200);
    traffic_count(traffic,
                  tls_resumed(client) ? "resumed-tls1.3" : "full-tls1.3");
    next = tls_session(client);
    return next;
}

static void resume_some(const struct subject *subject, unsigned times,
                        struct traffic *traffic)
{
    gnutls_datum_t session = {NULL, 0};

    for (unsigned i = 0; i <= times; i++) {
        gnutls_datum_t next = resume(subject, &session, traffic);

        gnutls_free(session.data);
        session = next;
    }
    gnutls_free(session.data);
}

/* ---- Downloads ---------------------------------------------------------- */

#define SMALL 100000

void traffic_put_file(const struct subject *subject, const char *name,
                      size_t size)
{
    char *bytes = calloc(1, size);

    assert_non_null(bytes);
    service_put(subject->server, name, bytes, size);
    free(bytes);
}

void traffic_downloads(const struct subject *subject, unsigned times,
                       struct traffic *traffic)
{
    traffic_put_file(subject, "small.bin", SMALL);
    for (unsigned i = 0; i < times; i++) {
        scoped_response struct http_response response = {0};

        (void)http_get(subject->server, "sensor-1", "/firmware/small.bin",
                       &response);
        expect(subject, &response, 200);
        assert_int_equal(response.length, SMALL);
        traffic_count(traffic, "download");
    }
}

static void break_off_downloads(const struct subject *subject, unsigned times,
                                struct traffic *traffic)
{
    traffic_put_file(subject, "large.bin", TRAFFIC_LARGE);
    for (unsigned i = 0; i < times; i++) {
        scoped_tls struct tls_client *client = traffic_enter(
            subject, &(struct tls_setup){.certificate = "sensor-1",
                                         .receive_buffer = 4096});
        scoped_response struct http_response response = {0};

        assert_gnutls_ok(tls_send_text(
            client, "GET /firmware/large.bin HTTP/1.1\r\nHost: x\r\n\r\n"));
        (void)tls_answer(client, true, &response); /* headers only */
        expect(subject, &response, 200);
        traffic_count(traffic, "gone-download");
    }
}

/* ---- Everything --------------------------------------------------------- */

/* A good one, then with a file that is none, then a good one again. */
static void reload(const struct subject *subject, const char *name,
                   struct traffic *traffic)
{
    char good[PATH_SIZE];

    join_path(good, certs_folder(), name);
    assert_contains(service_reload(subject->server), "reloaded");
    service_replace(subject->server, name, subject->server->process.out);
    assert_contains(service_reload(subject->server), "failed");
    service_replace(subject->server, name, good);
    assert_contains(service_reload(subject->server), "reloaded");
    traffic_count(traffic, "reload");
    traffic_count(traffic, "reload");
}

void traffic_everything(const struct subject *subject, struct traffic *traffic)
{
    traffic_requests(subject, REQUESTS, traffic);
    keep_alive(subject, 3, traffic);
    resume_some(subject, 2, traffic);
    traffic_downloads(subject, 3, traffic);
    break_off_downloads(subject, 2, traffic);
    traffic_refused(subject, traffic);
    traffic_aborted(subject, traffic);
    traffic_vanished(subject, traffic);
    reload(subject, "crl.pem", traffic);
    reload(subject, "server.pem", traffic);
    traffic_requests(subject, 2, traffic);
}
