/* SPDX-License-Identifier: MIT */
#include "scenes.h"

#include <string.h>

#include "support.h"

#define POST(type, length) \
    "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: " type \
    "\r\nContent-Length: " length "\r\n\r\n"
#define READING "{\"sensor\":\"sensor-1\",\"value\":1,\"unit\":\"C\"}"
#define OPERATOR "operator"
#define SENSOR "sensor-1"

/* A scene a line. */
/* clang-format off */
const struct scene scenes[] = {
    {"refused: no certificate", NULL, NULL, NULL},
    {"refused: self-signed", "self-signed", NULL, NULL},
    {"refused: revoked", "revoked", NULL, NULL},
    {"GET /healthz", SENSOR, GET("/healthz"), NULL},
    {"GET /whoami", SENSOR, GET("/whoami"), NULL},
    {"POST /readings", SENSOR, POST("application/json", "42"), READING},
    {"POST of no JSON", SENSOR, POST("application/json", "4"), "nil!"},
    {"POST of a chunk", SENSOR,
     "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
     "Transfer-Encoding: chunked\r\n\r\n", "2a\r\n" READING "\r\n0\r\n\r\n"},
    {"POST of another type", SENSOR, POST("text/plain", "2"), "hi"},
    {"POST as somebody else", SENSOR, POST("application/json", "37"),
     "{\"sensor\":\"x\",\"value\":1.5,\"unit\":\"C\"}"},
    {"GET /readings?limit=2", OPERATOR, GET("/readings?limit=2"), NULL},
    {"GET /readings/1", OPERATOR, GET("/readings/1"), NULL},
    {"GET /firmware/NAME", SENSOR, GET("/firmware/small.bin"), NULL},
    {"GET of no firmware", SENSOR, GET("/firmware/none"), NULL},
    {"GET /requests", OPERATOR, GET("/requests"), NULL},
    {"GET /sessions", OPERATOR, GET("/sessions"), NULL},
    {"GET /metrics", OPERATOR, GET("/metrics"), NULL},
    {"GET that no role may", SENSOR, GET("/metrics"), NULL},
    {"GET of no route", SENSOR, GET("/nowhere"), NULL},
    {"no method of the route", SENSOR,
     "DELETE /healthz HTTP/1.1\r\nHost: x\r\n\r\n", NULL},
    {"no request", SENSOR, "nonsense\r\n\r\n", NULL},
    {"half a request", SENSOR, "GET /healthz HTTP/1.1\r\nHo", NULL},
};
/* clang-format on */
const size_t scene_count = sizeof scenes / sizeof *scenes;

/* ---- One client ----------------------------------------------------- */

static bool ask_and_hear(struct tls_client *client, const struct scene *scene)
{
    scoped_response struct http_response response = {0};
    bool whole = strstr(scene->request, "\r\n\r\n") != NULL;

    /* The server may have gone: then this fails, and so does the answer. */
    (void)tls_send_text(client, scene->request);
    if (scene->rest != NULL)
        (void)tls_send_text(client, scene->rest);
    if (!whole || !tls_answer(client, false, &response))
        return false;
    /* Whatever fails: a sensor reports as itself only. */
    if (response.status == 201 && scene->rest != NULL &&
        strstr(scene->rest, "sensor-1") == NULL)
        fail_because("%s: it is answered 201", scene->name);
    return true;
}

static gnutls_datum_t visit(struct service *server, const struct scene *scene,
                            const char *priorities,
                            const gnutls_datum_t *ticket, unsigned *answered)
{
    scoped_tls struct tls_client *client =
        tls_open(server, &(struct tls_setup){.certificate = scene->certificate,
                                             .priorities = priorities,
                                             .resume = ticket});
    gnutls_datum_t session = {NULL, 0};

    if (tls_handshake(client) < 0)
        return session;
    if (scene->request != NULL)
        *answered += ask_and_hear(client, scene);
    else
        tls_expect_end(client);
    if (scene->request != NULL && ticket == NULL)
        session = tls_session(client);
    return session;
}

unsigned scene_play(struct service *server, const struct scene *scene,
                    bool once)
{
    unsigned answered = 0;
    gnutls_datum_t ticket = {NULL, 0};

    if (!once)
        ticket = visit(server, scene, TLS_1_2, NULL, &answered);
    gnutls_free(ticket.data);
    ticket = visit(server, scene, TLS_1_3, NULL, &answered);
    if (ticket.size > 0 && !once)
        (void)visit(server, scene, TLS_1_3, &ticket, &answered);
    gnutls_free(ticket.data);
    return answered;
}
