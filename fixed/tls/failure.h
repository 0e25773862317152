/* SPDX-License-Identifier: MIT */
/*
 * Why a handshake failed. libmicrohttpd calls gnutls_handshake(), keeps its
 * code to itself and closes: no alert, no reason. This file defines the
 * function of that name, which the program's own definition is for its shared
 * libraries, too (ld.so(8)); it calls GnuTLS's. A copy without this file, or
 * where libmicrohttpd is linked otherwise, loses those alerts and reasons.
 */
#ifndef FAILURE_H
#define FAILURE_H

#include <gnutls/gnutls.h>

/*
 * `failed` is called with the fatal code of a handshake, on behalf of all
 * sessions that have a pointer by gnutls_db_set_ptr(). It may send an alert.
 * Call once, before the server starts.
 */
typedef void failure_seen(gnutls_session_t tls, int code);
void failure_watch(failure_seen *failed);

#endif
