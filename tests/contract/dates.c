/* SPDX-License-Identifier: MIT */
/*
 * Contract: dates that pass while the server runs. A certificate that expires
 * and a revocation list that becomes overdue count from that second on, on
 * open connections and for tickets too.
 */
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "support.h"

/* ---- A date ---------------------------------------------------------- */

/*
 * All that must be done before its date. Returns whether it was: a busy
 * machine may have been too slow, and the date have passed meanwhile.
 */
typedef bool set_up(struct service *server, time_t date, void *object);

/*
 * A server, and the date; set up once more, for a later one, until it is
 * early enough.
 */
static struct service *set_up_before(set_up *set_up, void *object,
                                     time_t *date)
{
    for (unsigned ahead = 3; ahead <= patience(); ahead *= 2) {
        struct service *server = service_start(NULL);

        *date = time(NULL) + (time_t)ahead;
        if (set_up(server, *date, object) && time(NULL) < *date)
            return server;
        if (time(NULL) < *date)
            fail_because("refused before the date");
    }
    patience_ran_out();
    fail_because("what has to be done before the date takes longer");
}

/* The whole second behind it has come: what ended then is over. */
static void pass(time_t date)
{
    const struct timespec moment = {.tv_nsec = 10000000};

    while (time(NULL) <= date)
        (void)nanosleep(&moment, NULL);
}

/* In TLS 1.3 a client that is refused hears of it only here. */
static bool is_served(struct tls_client *client)
{
    scoped_response struct http_response response = {0};

    return tls_exchange(client, GET("/healthz"), &response) &&
           response.status == 200;
}

/* Whether one who is to be there later is let in: where it may ask twice. */
static bool stays(struct tls_client *client)
{
    return service_is_per_request() || is_served(client);
}

/* ---- Certificates ---------------------------------------------------- */

struct visits {
    gnutls_datum_t der, issuer;
    struct tls_client *open;
    gnutls_datum_t tickets[2];
};

/*
 * One that stays, and one of each version that has a ticket. Whether all of
 * them were let in.
 */
static bool all_visit(struct service *server, struct visits *visits)
{
    const gnutls_datum_t *issuer =
        visits->issuer.data != NULL ? &visits->issuer : NULL;

    visits->open = tls_try(
        server, &(struct tls_setup){.der = &visits->der, .issuer = issuer});
    if (visits->open == NULL || !stays(visits->open))
        return false;
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *visitor = tls_try(
            server, &(struct tls_setup){.der = &visits->der,
                                        .issuer = issuer,
                                        .priorities = tls_versions[v]});

        if (visitor == NULL || !is_served(visitor))
            return false;
        visits->tickets[v] = tls_session(visitor);
    }
    return true;
}

static struct tls_client *come_back(struct service *server,
                                    const struct visits *visits, size_t v)
{
    return tls_open(server,
                    &(struct tls_setup){.der = &visits->der,
                                        .priorities = tls_versions[v],
                                        .resume = &visits->tickets[v]});
}

static void leave(struct visits *visits)
{
    tls_close(visits->open);
    for (size_t v = 0; v < 2; v++)
        gnutls_free(visits->tickets[v].data);
    gnutls_free(visits->der.data);
    gnutls_free(visits->issuer.data);
}

static bool visit(struct service *server, time_t end, void *object)
{
    struct visits *visits = object;

    *visits = (struct visits){.der = cert_issue("short-lived", 11, end)};
    return all_visit(server, visits);
}

/* The client's certificate holds for a day: the CA's does not. */
static bool visit_short_lived_ca(struct service *server, time_t end,
                                 void *object)
{
    struct visits *visits = object;
    char path[PATH_SIZE];

    *visits =
        (struct visits){.der = cert_issue("sound", 5, time(NULL) + 86400)};
    service_file(server, "ca.pem", path);
    ca_write(path, end);
    return strstr(service_reload(server), "reloaded key") != NULL &&
           all_visit(server, visits);
}

static void are_let_in_no_more(struct service *server, struct visits *visits)
{
    assert_int_equal(ask_status(visits->open, GET("/healthz")), 403);
    (void)service_log_wait(server, 0, " refused request .*reason=expired$");
    for (size_t v = 0; v < 2; v++) {
        struct tls_client *visitor = come_back(server, visits, v);

        assert_int_not_equal(tls_refusal(visitor), TLS_ACCEPTED);
        tls_close(visitor);
    }
    leave(visits);
}

BARE_TEST(an_expired_certificate_is_forbidden_and_resumes_no_more)
{
    struct visits visits;
    time_t end = 0;
    struct service *server = set_up_before(visit, &visits, &end);

    pass(end);
    are_let_in_no_more(server, &visits);
    wait_until(handshakes(server, "expired") == 2);
    assert_int_equal(service_log_count(server, 0,
                                       " warning refused .*reason=expired "
                                       "subject=\"CN=short-lived\" .* "
                                       "serial=4b4954$"),
                     2);
}

BARE_TEST(nor_is_one_whose_ca_has_expired)
{
    struct visits visits;
    time_t end = 0;
    struct service *server =
        set_up_before(visit_short_lived_ca, &visits, &end);

    pass(end);
    are_let_in_no_more(server, &visits);
    reload_with(server, "ca.pem", "ca"); /* so that one can ask for metrics */
    wait_until(handshakes(server, "expired") == 2);
}

static void are_let_in_again(struct service *server, struct visits *visits)
{
    assert_int_equal(ask_status(visits->open, GET("/healthz")), 200);
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *visitor = come_back(server, visits, v);

        assert_gnutls_ok(tls_handshake(visitor));
        assert_int_equal(ask_status(visitor, GET("/healthz")), 200);
    }
    leave(visits);
}

/* Such as an old root that once signed the CA, and that nobody needs. */
BARE_TEST(what_is_sent_beside_the_path_may_be_out_of_date)
{
    struct service *server = service_start(NULL);
    struct visits visits = {
        .der = cert_issue("sound", 5, time(NULL) + 86400),
        .issuer = ca_issue(time(NULL) - 60, true),
    };

    assert_true(all_visit(server, &visits));
    are_let_in_again(server, &visits);
}

#define IN_2045 ((time_t)INT64_C(2366841600)) /* 32 bits end in 2038 */

BARE_TEST(who_holds_beyond_2038_is_served)
{
    struct service *server = service_start(NULL);
    struct visits visits = {.der = cert_issue("in-2045", 7, IN_2045)};
    char path[PATH_SIZE];

    if (sizeof(time_t) < sizeof(int64_t))
        skip_because("this machine's time ends in 2038");
    service_file(server, "ca.pem", path);
    ca_write(path, IN_2045);
    assert_contains(service_reload(server), "reloaded key");
    assert_true(all_visit(server, &visits));
    are_let_in_again(server, &visits);
}

/* ---- Revocation lists ------------------------------------------------ */

static bool use_list_due(struct service *server, time_t due, void *object)
{
    struct tls_client **open = object;
    char path[PATH_SIZE];

    service_file(server, "crl.pem", path);
    crl_issue(path, due, false);
    if (strstr(service_reload(server), "reloaded key") == NULL)
        return false;
    *open = tls_try(server, &tls_sensor);
    return *open != NULL && stays(*open);
}

BARE_TEST(a_list_overdue_lets_nobody_in_until_it_is_replaced)
{
    struct tls_client *open = NULL;
    struct tls_client *client = NULL;
    time_t due = 0;
    struct service *server = set_up_before(use_list_due, &open, &due);

    pass(due);
    assert_int_equal(ask_status(open, GET("/healthz")), 403);
    tls_close(open);
    client = tls_open(server, &tls_sensor);
    assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    tls_close(client);
    (void)service_log_wait(server, 0, "warning refused .*reason=stale_crl");
    reload_with(server, "crl.pem", "crl");
    client = tls_connect(server, &tls_sensor);
    assert_int_equal(ask_status(client, GET("/healthz")), 200);
    tls_close(client);
    assert_true(handshakes(server, "stale_crl") == 1);
}

SUITE("contract/dates")
