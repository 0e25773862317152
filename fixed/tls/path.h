/* SPDX-License-Identifier: MIT */
/*
 * The path from a client's certificate to a CA that is trusted (RFC 5280
 * section 6). A client may send more certificates than its path needs, such
 * as an old root that has expired, and it need not send the CA: so the path
 * is asked for dates, not what was sent.
 */
#ifndef PATH_H
#define PATH_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <time.h>

/*
 * Verifies the peer's certificate as that of a TLS client, against the
 * credentials of the session: path, dates, purpose, revocation. Returns 0,
 * and in `status` GnuTLS's flags, 0 for good, or a negative GnuTLS code if
 * nothing could be verified; and in `path`, if all is good, what holds of it.
 */
struct path {
    time_t expiry; /* of its first certificate to expire, the CA's included */
    bool listed;   /* each below the CA has been looked for in a list */
};
int path_verify(gnutls_session_t tls, unsigned *status, struct path *path);

#endif
