/* SPDX-License-Identifier: MIT */
/*
 * What GnuTLS found wrong with a certificate, as a reason that is counted
 * and logged, and as the alert that its owner is told.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "metrics.h"

/*
 * The most telling of the faults in `status`, a set of the bits of
 * gnutls_certificate_status_t that is not empty. Without a known issuer it
 * depends on whether the certificate is its own.
 */
enum handshake verdict_of(unsigned status, bool self_signed);

/* Sends the fatal alert for `reason` (RFC 8446, section 6.2). */
void verdict_send_alert(gnutls_session_t tls, enum handshake reason);

#endif
