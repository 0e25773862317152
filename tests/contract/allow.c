/* SPDX-License-Identifier: MIT */
/*
 * Contract: --allow. Who of the CA's clients is let in at all, what each may
 * do, and that a sensor reports as itself, by bytes that the CA has signed.
 */
#include <stdio.h>
#include <string.h>

#include "support.h"

#define ROLES \
    "--allow", "sensor=uri:spiffe://kit.test/sensor/*", "--allow", \
        "operator=cn:operator"

static struct service *start(const char *const *options)
{
    return service_start(&(struct service_setup){.options = options});
}

static struct tls_client *open_as(struct service *server,
                                  const struct cert_plan *plan,
                                  const char *priorities)
{
    gnutls_datum_t der = cert_make(plan);
    struct tls_client *client = tls_open(
        server, &(struct tls_setup){.der = &der, .priorities = priorities});

    /* Freed when it has been sent. */
    assert_int_not_equal(tls_handshake(client), GNUTLS_E_AGAIN);
    gnutls_free(der.data);
    return client;
}

/* The status of one request, on a connection of its own; 0: not let in. */
static long outcome(struct service *server, const struct cert_plan *plan,
                    const char *request)
{
    scoped_tls struct tls_client *client = open_as(server, plan, TLS_1_3);
    scoped_response struct http_response response = {0};

    (void)tls_send_text(client, request);
    return tls_answer(client, false, &response) ? response.status : 0;
}

static long fetch(struct service *server, const struct cert_plan *plan,
                  const char *path)
{
    char request[200];

    (void)snprintf(request, sizeof request,
                   "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
    return outcome(server, plan, request);
}

static long report(struct service *server, const struct cert_plan *plan,
                   const char *sensor)
{
    char body[200], request[400];

    (void)snprintf(body, sizeof body,
                   "{\"sensor\":\"%s\",\"value\":1,\"unit\":\"K\"}", sensor);
    (void)snprintf(request, sizeof request,
                   "POST /readings HTTP/1.1\r\nHost: x\r\n"
                   "Content-Type: application/json\r\n"
                   "Content-Length: %zu\r\n\r\n%s",
                   strlen(body), body);
    return outcome(server, plan, request);
}

#define CN(text) .cn = (text), .cn_size = sizeof(text) - 1

static const struct cert_plan seven = {CN("sensor-8"),
                                       .uri = "spiffe://kit.test/sensor/7"};
static const struct cert_plan one_operator = {CN("operator")};

/* ---- Roles -------------------------------------------------------------- */

BARE_TEST(each_role_has_its_routes)
{
    static const char *const options[] = {ROLES, NULL};
    static const struct {
        const char *path;
        long sensor, operator;
    } routes[] = {
        {"/healthz", 200, 200},    {"/whoami", 200, 200},
        {"/readings", 403, 200},   {"/readings/1", 403, 404},
        {"/firmware/x", 404, 404}, {"/requests", 403, 200},
        {"/sessions", 403, 200},   {"/metrics", 403, 200},
        {"/nowhere", 404, 404},
    };
    struct service *server = start(options);

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        long sensor = fetch(server, &seven, routes[i].path);
        long other = fetch(server, &one_operator, routes[i].path);

        if (sensor != routes[i].sensor || other != routes[i].operator)
            fail_because("%s: %ld for a sensor, %ld for an operator",
                         routes[i].path, sensor, other);
    }
    assert_int_equal(report(server, &one_operator, "operator"), 403);
    assert_int_equal(report(server, &seven, "7"), 201);
}

BARE_TEST(a_sensor_reports_as_itself_only)
{
    static const char *const options[] = {ROLES, NULL};
    struct service *server = start(options);

    assert_int_equal(report(server, &seven, "7"), 201);
    assert_int_equal(report(server, &seven, "spiffe://kit.test/sensor/7"),
                     201);
    /* Its common name is not what the rule has looked at. */
    assert_int_equal(report(server, &seven, "sensor-8"), 403);
    assert_int_equal(report(server, &seven, "8"), 403);
    assert_int_equal(report(server, &seven, "77"), 403);
    assert_int_equal(report(server, &seven, ""), 403);
}

/* ---- Who is let in ------------------------------------------------------ */

BARE_TEST(who_is_of_no_rule_is_refused_in_the_handshake)
{
    static const char *const options[] = {ROLES, NULL};
    static const struct cert_plan others[] = {
        {CN("operator2")},
        {CN("Operator")},
        {CN("operator\0x")},
        {.uri = "spiffe://kit.test/sensor/"},
        {.uri = "spiffe://kit.test/sensor"},
        {.uri = "SPIFFE://kit.test/sensor/7"},
        {.uri = "xspiffe://kit.test/sensor/7"},
        {.dns = "operator"},
        {.ou = "operator"},
        {.dns = "spiffe://kit.test/sensor/7"},
        {.email = "spiffe://kit.test/sensor/7"},
    };
    struct service *server = start(options);

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        for (size_t v = 0; v < 2; v++) {
            gnutls_datum_t der = cert_make(&others[i]);
            struct tls_client *client = tls_open(
                server, &(struct tls_setup){.der = &der,
                                            .priorities = tls_versions[v]});

            if (tls_refusal(client) != GNUTLS_A_ACCESS_DENIED)
                fail_because("%zu is not refused", i);
            tls_close(client);
            gnutls_free(der.data);
        }
    }
    (void)service_log_wait(server, 0, " refused .*reason=not_allowed ");
}

/* The SHA-256 of a key in hex. */
static void pin_of(const char *name, char pin[65])
{
    gnutls_x509_crt_t crt = cert_load(name);
    unsigned char bytes[32];
    size_t size = sizeof bytes;

    assert_gnutls_ok(gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA256,
                                                bytes, &size));
    for (size_t i = 0; i < size; i++)
        (void)snprintf(pin + 2 * i, 3, "%02x", bytes[i]);
    gnutls_x509_crt_deinit(crt);
}

BARE_TEST(each_kind_of_rule_lets_its_client_in)
{
    char pin[65], pinned[80];
    static const struct cert_plan plans[] = {
        {CN("c")},
        {.ou = "o"},
        {.uri = "urn:u"},
        {.dns = "d.kit.test"},
        {.email = "e@kit.test"},
    };
    const char *const options[] = {
        "--allow", "cn:c",
        "--allow", "ou:o",
        "--allow", "uri:urn:u",
        "--allow", "dns:d.kit.test",
        "--allow", "email:e@kit.test",
        "--allow", pinned,
        NULL,
    };
    scoped_response struct http_response response = {0};
    struct service *server = NULL;

    pin_of("operator", pin);
    (void)snprintf(pinned, sizeof pinned, "operator=pin:%s", pin);
    server = start(options);
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        assert_int_equal(fetch(server, &plans[i], "/metrics"), 200);
    (void)http_get(server, "operator", "/metrics", &response);
    assert_status(&response, 200);
    assert_int_equal(fetch(server, &seven, "/healthz"), 0);
}

/* Else a ticket would bring a client in around the rules. */
BARE_TEST(a_resumed_session_has_its_role_too)
{
    static const char *const options[] = {ROLES, NULL};
    struct service *server = start(options);

    for (size_t v = 0; v < 2; v++) {
        gnutls_datum_t der = cert_make(&seven);
        struct tls_setup setup = {.der = &der, .priorities = tls_versions[v]};
        struct tls_client *client = tls_connect(server, &setup);
        scoped_response struct http_response response = {0};
        gnutls_datum_t ticket = {NULL, 0};

        ask(client, GET("/healthz"), &response);
        ticket = tls_session(client);
        tls_close(client);
        setup.resume = &ticket;
        client = tls_connect(server, &setup);
        assert_int_equal(tls_resumed(client), service_resumes());
        ask(client, GET("/metrics"), &response);
        assert_problem(&response, 403);
        tls_close(client);
        gnutls_free(ticket.data);
        gnutls_free(der.data);
    }
}

/* ---- What is no rule ---------------------------------------------------- */

BARE_TEST(what_is_no_rule_is_refused_at_the_start)
{
    static const char *const rules[] = {
        "",
        "operator",
        "operator=",
        "cn",
        "cn:",
        "sensor=cn:",
        "CN:x",
        "name:x",
        "nobody=cn:x",
        "=cn:x",
        "cn:x*",
        "dns:*",
        "uri:a*b*",
        "uri:a*b",
        "pin:00",
        "pin:zz",
        ("pin:00000000000000000000000000000000000000000000000000000000000000"
         "0x"),
    };
    char cert[PATH_SIZE], key[PATH_SIZE], ca[PATH_SIZE];

    cert_path(cert, "server");
    key_path(key, "server");
    cert_path(ca, "ca");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        assert_refuses(2, "--allow", "--port", "0", "--cert", cert, "--key",
                       key, "--ca", ca, "--allow", rules[i]);
}

SUITE("contract/allow")
