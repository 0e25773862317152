/* SPDX-License-Identifier: MIT */
/*
 * Contract: dates that pass while the server runs. A certificate that expires
 * and a revocation list that becomes overdue count from that second on, on
 * open connections and for tickets too.
 */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "support.h"

#define GET "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

/* Seconds: what a test has to do before its date, on a busy machine. */
#define AHEAD 3

static const struct tls_setup sensor = {.certificate = "sensor-1"};

static long status_of(struct tls_client *client)
{
    scoped_response struct http_response response = {0};

    assert_gnutls_ok(tls_send_text(client, GET));
    assert_true(tls_answer(client, false, &response));
    if (response.status == 403)
        assert_problem(&response, 403);
    return response.status;
}

/* The whole second behind `when` has come: what ended then is over. */
static bool passed(time_t when)
{
    return time(NULL) > when;
}

static void
an_expired_certificate_is_forbidden_and_resumes_no_more(void **state)
{
    static const char *const versions[] = {TLS_1_2, TLS_1_3};
    time_t end = time(NULL) + AHEAD;
    gnutls_datum_t der = cert_issue("short-lived", 11, end);
    struct tls_client *open =
        tls_connect(*state, &(struct tls_setup){.der = &der});
    struct tls_client *visitor = NULL;
    gnutls_datum_t tickets[2];

    for (size_t v = 0; v < 2; v++) {
        visitor = tls_connect(
            *state,
            &(struct tls_setup){.der = &der, .priorities = versions[v]});
        assert_int_equal(status_of(visitor), 200);
        tickets[v] = tls_session(visitor);
        tls_close(visitor);
    }
    wait_until(passed(end));
    assert_int_equal(status_of(open), 403);
    (void)service_log_wait(*state, 0, " refused request .*reason=expired$");
    tls_close(open);
    for (size_t v = 0; v < 2; v++) {
        visitor =
            tls_open(*state, &(struct tls_setup){.der = &der,
                                                 .priorities = versions[v],
                                                 .resume = &tickets[v]});
        assert_int_not_equal(tls_refusal(visitor), TLS_ACCEPTED);
        tls_close(visitor);
        gnutls_free(tickets[v].data);
    }
    wait_until(handshakes(*state, "expired") == 2);
    gnutls_free(der.data);
}

static void a_list_overdue_lets_nobody_in_until_it_is_replaced(void **state)
{
    struct service *server = *state;
    time_t due = time(NULL) + AHEAD;
    struct tls_client *open = NULL;
    struct tls_client *client = NULL;
    char path[PATH_SIZE];

    service_file(server, "crl.pem", path);
    crl_issue(path, due, false);
    assert_contains(service_reload(server), "reloaded key");
    open = tls_connect(server, &sensor);
    wait_until(passed(due));
    assert_int_equal(status_of(open), 403);
    tls_close(open);
    client = tls_open(server, &sensor);
    assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    tls_close(client);
    (void)service_log_wait(server, 0, "warning refused .*reason=stale_crl");
    cert_path(path, "crl");
    service_replace(server, "crl.pem", path);
    assert_contains(service_reload(server), "reloaded key");
    client = tls_connect(server, &sensor);
    assert_int_equal(status_of(client), 200);
    tls_close(client);
    assert_true(handshakes(server, "stale_crl") == 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(an_expired_certificate_is_forbidden_and_resumes_no_more),
        SERVER_TEST(a_list_overdue_lets_nobody_in_until_it_is_replaced),
    };

    return suite_run("contract/dates", tests, argc, argv);
}
