/* SPDX-License-Identifier: MIT */
/*
 * All that can be found, in one table: how bad it is, what mends it, its CWE,
 * and the lab of the kit that teaches it.
 */
#ifndef SCAN_KINDS_H
#define SCAN_KINDS_H

enum severity { INFO, LOW, MEDIUM, HIGH, CRITICAL, SEVERITY_COUNT };

/* In the order of the report, within one severity. */
enum kind_id {
    NONE_LET_IN,
    SELF_SIGNED_LET_IN,
    WRONG_CA_LET_IN,
    EXPIRED_LET_IN,
    NOT_YET_VALID_LET_IN,
    WRONG_PURPOSE_LET_IN,
    REVOKED_LET_IN,
    NOT_A_CA_LET_IN,
    WEAK_KEY_LET_IN,
    SERVER_UNTRUSTED,
    SERVER_DATES,
    SERVER_NAME,
    SERVER_WEAK_KEY,
    SERVER_WEAK_SIGNATURE,
    SERVER_ENDS_SOON,
    WEAK_CIPHER,
    OLD_VERSION,
    NO_FORWARD_SECRECY,
    NO_TLS_1_3,
    TWO_LENGTHS,
    LENGTH_AND_CODING,
    BODY_AS_REQUEST,
    BLANK_BEFORE_COLON,
    NO_HOST,
    ERROR_TELLS,
    TRACE_ECHOES,
    BANNER,
    ANY_METHOD,
    KEEPS_REFUSED,
    KEEPS_ABORTED,
    KEEPS_SERVED,
    HUGE_MESSAGE,
    LONG_HEAD,
    LONG_BODY,
    IDLE_KEEP_OUT,
    SLOW_HANDSHAKE,
    SLOW_HEAD,
    SLOW_BODY,
    RENEGOTIATION,
    LATE_REFUSAL,
    NO_ALERT,
    NO_RESUMPTION,
    LONG_TICKET,
    NO_KEEP_ALIVE,
    KIND_COUNT
};

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): as it is read */
struct kind {
    const char *id;
    enum severity severity;
    const char *title, *remedy;
    unsigned cwe;
    const char *lab; /* a folder of labs/, or NULL: none teaches it */
};

extern const struct kind kinds[KIND_COUNT];

/* "critical", ...; and what one costs of the 100 points. */
const char *severity_name(enum severity severity);
int severity_points(enum severity severity);

#endif
