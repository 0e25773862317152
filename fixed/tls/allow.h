/* SPDX-License-Identifier: MIT */
/*
 * Rules of who is allowed, beyond "a certificate of the CA": --allow
 * ROLE=KIND:VALUE. What a rule compares are the bytes that the CA has signed,
 * never a name made for display.
 */
#ifndef ALLOW_H
#define ALLOW_H

#include <gnutls/x509.h>

#define ALLOW_MAX 64    /* rules */
#define ALLOW_ALL (~0U) /* every role */

/*
 * A role is a bit; the application names its own. Ended by {NULL, 0}.
 */
struct allow_role {
    const char *name;
    unsigned role;
};

/*
 * Adds a rule. KIND:VALUE is cn, ou, uri, dns or email, which must be equal
 * byte for byte, but for a `*` at the end of a URI, which stands for one byte
 * or more; or pin, the SHA-256 of the public key (SubjectPublicKeyInfo) in 64
 * digits of hex. Without ROLE= it gives all roles. The text must live as long
 * as the process. Call before the server starts. Returns NULL, or in static
 * text what is wrong with it.
 */
const char *allow_add(const char *rule, const struct allow_role *roles);

/*
 * All roles that rules give to a certificate; 0: it is not allowed at all.
 * With a name, not NULL, of those rules alone that know it by this name: by
 * the value that they compared, or what the `*` stood for; for ou and pin,
 * which name nobody, by any name that it has. Without any rule everybody has
 * all roles, by any name.
 */
unsigned allow_roles(gnutls_x509_crt_t crt, const char *name);

#endif
