/* SPDX-License-Identifier: MIT */
/*
 * Who may do what.
 */
#define _POSIX_C_SOURCE 200809L
#include "app/access.h"

#include <microhttpd.h>
#include <string.h>

#include "app/route.h"
#include "peer.h"
#include "process/log.h"
#include "scope.h"
#include "tls/identity.h"

/* ---- The table -------------------------------------------------------- */

#define SENSOR 1U
#define OPERATOR 2U
#define ANY (SENSOR | OPERATOR)

static const struct allow_role roles[] = {
    {"sensor", SENSOR},
    {"operator", OPERATOR},
    {NULL, 0},
};

/* Who may read, and who may write. A route a line. */
/* clang-format off */
static const struct {
    unsigned get, post;
} table[ROUTE_COUNT] = {
    [ROUTE_UNKNOWN] = {ANY, ANY}, /* which is answered 404 */
    [ROUTE_HEALTHZ] = {ANY, ANY},
    [ROUTE_WHOAMI] = {ANY, ANY},
    [ROUTE_READINGS] = {OPERATOR, SENSOR},
    [ROUTE_READING] = {OPERATOR, ANY},
    [ROUTE_FIRMWARE] = {ANY, ANY},
    [ROUTE_REQUESTS] = {OPERATOR, OPERATOR},
    [ROUTE_SESSIONS] = {OPERATOR, OPERATOR},
    [ROUTE_METRICS] = {OPERATOR, OPERATOR},
};
/* clang-format on */

const struct allow_role *access_roles(void)
{
    return roles;
}

/* ---- What asks it ------------------------------------------------------- */

bool access_holds(struct request *request)
{
    struct session *session = request_session(request);
    gnutls_session_t tls = tls_of(request_connection(request));
    const char *refusal = tls != NULL ? peer_check(session, tls) : NULL;

    if (refusal != NULL)
        log_line(LOG_WARNING, "refused request id=%lu client=%s reason=%s",
                 request_id(request), session_client(session), refusal);
    return refusal == NULL;
}

bool access_permits(struct request *request, const char *method)
{
    enum route route = route_find(request_url(request));
    bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
               strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    unsigned may = get ? table[route].get : table[route].post;
    unsigned has = session_roles(request_session(request));

    return has == ALLOW_ALL || (has & may) != 0;
}

bool access_speaks_for(struct request *request, const char *sensor)
{
    gnutls_session_t tls = tls_of(request_connection(request));
    scoped_crt gnutls_x509_crt_t crt =
        tls != NULL ? identity_certificate(tls) : NULL;

    /* In a lab build without certificates nobody is anybody. */
    return crt == NULL || allow_known_as(crt, SENSOR, sensor);
}
