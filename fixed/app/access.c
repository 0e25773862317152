/* SPDX-License-Identifier: MIT */
#include "app/access.h"

#include <microhttpd.h>
#include <string.h>

#include "app/route.h"
#include "peer.h"
#include "process/log.h"
#include "scope.h"
#include "tls/identity.h"

/* ---- Roles: what they may do stands in route.h -------------------------- */

#define SENSOR 1U
#define OPERATOR 2U
#define ANY (SENSOR | OPERATOR)

const struct allow_role access_roles[] = {
    {"sensor", SENSOR},
    {"operator", OPERATOR},
    {NULL, 0},
};

#define ROLES_OF(route, name, read, write, get, post) {read, write},

static const struct {
    unsigned get, post;
} table[] = {ROUTES(ROLES_OF)};

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

    if (crt != NULL)
        return (allow_roles(crt, sensor) & SENSOR) != 0;
    /* In a lab build without certificates nobody is anybody. */
    return tls == NULL || gnutls_certificate_get_peers(tls, NULL) == NULL;
}
