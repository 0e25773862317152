/* SPDX-License-Identifier: MIT */
#include "kinds.h"

#include <stddef.h>

#define VERIFY "00-handshake"
#define LIMITS "08-amplify"

const struct kind kinds[KIND_COUNT] = {
    [NONE_LET_IN] = {"none-let-in", CRITICAL,
                     "a client without a certificate is served",
                     "require a certificate in the handshake", 306, VERIFY},
    [SELF_SIGNED_LET_IN] = {"self-signed-let-in", CRITICAL,
                            "a certificate signed by its own key is taken",
                            "verify the chain up to your CA, and refuse", 295,
                            VERIFY},
    [WRONG_CA_LET_IN] = {"wrong-ca-let-in", CRITICAL,
                         "a certificate of a CA that only has the name of "
                         "yours is taken",
                         "verify signatures, not names of issuers", 296,
                         VERIFY},
    [EXPIRED_LET_IN] = {"expired-let-in", HIGH,
                        "an expired certificate is taken",
                        "check the dates of the whole chain", 298, VERIFY},
    [NOT_YET_VALID_LET_IN] = {"not-yet-valid-let-in", HIGH,
                              "a certificate that is not valid yet is taken",
                              "check the dates of the whole chain", 298,
                              VERIFY},
    [WRONG_PURPOSE_LET_IN] = {"wrong-purpose-let-in", HIGH,
                              "a certificate for servers is taken of a client",
                              "verify for the purpose of client "
                              "authentication",
                              295, VERIFY},
    [REVOKED_LET_IN] = {"revoked-let-in", HIGH,
                        "a revoked certificate is taken",
                        "load a revocation list that is not overdue", 299,
                        VERIFY},
    [NOT_A_CA_LET_IN] = {"not-a-ca-let-in", CRITICAL,
                         "a certificate that a client has signed is taken",
                         "check that each issuer is a CA", 296, VERIFY},
    [WEAK_KEY_LET_IN] = {"weak-key-let-in", MEDIUM,
                         "a certificate with a weak key is taken",
                         "set the least security level, as %PROFILE_MEDIUM",
                         326, VERIFY},
    [SERVER_UNTRUSTED] = {"server-untrusted", HIGH,
                          "the server's certificate does not verify by --ca",
                          "send the whole chain, of a CA that clients trust",
                          295, VERIFY},
    [SERVER_DATES] = {"server-dates", HIGH,
                      "the server's certificate is not valid today",
                      "renew it by a timer", 298, NULL},
    [SERVER_NAME] = {"server-name", MEDIUM,
                     "the server's certificate is for another name",
                     "issue one with the name that clients use", 297, NULL},
    [SERVER_WEAK_KEY] = {"server-weak-key", HIGH, "the server's key is weak",
                         "take ECDSA P-256, or RSA of 2048 bits and more", 326,
                         NULL},
    [SERVER_WEAK_SIGNATURE] = {"server-weak-signature", MEDIUM,
                               "the server's certificate is signed by a weak "
                               "digest",
                               "have it signed by SHA-256 or better", 328,
                               NULL},
    [SERVER_ENDS_SOON] = {"server-ends-soon", LOW,
                          "the server's certificate ends in less than 14 days",
                          "renew it by a timer, and watch its date", 298,
                          NULL},
    [WEAK_CIPHER] = {"weak-cipher", HIGH, "a broken cipher is spoken",
                     "leave AES-GCM and ChaCha20-Poly1305 alone", 327, NULL},
    [OLD_VERSION] = {"old-version", MEDIUM,
                     "a version of TLS is spoken that RFC 8996 forbids",
                     "speak TLS 1.2 and 1.3 only", 327, NULL},
    [NO_FORWARD_SECRECY] = {"no-forward-secrecy", MEDIUM,
                            "who gets the key can read what was recorded",
                            "leave out key exchange by RSA", 327, NULL},
    [NO_TLS_1_3] = {"no-tls-1.3", LOW, "TLS 1.3 is not spoken",
                    "speak it: certificates of clients are then encrypted",
                    327, NULL},
    [TWO_LENGTHS] = {"two-lengths", HIGH,
                     "a request with two different lengths is answered",
                     "answer 400 and close (RFC 9112, 6.3)", 444, NULL},
    [LENGTH_AND_CODING] = {"length-and-coding", MEDIUM,
                           "after a request with both a length and a coding "
                           "the connection goes on",
                           "answer 400, and close (RFC 9112, 6.1)", 444, NULL},
    [BLANK_BEFORE_COLON] = {"blank-before-colon", LOW,
                            "a field with a blank before its colon is let "
                            "through",
                            "answer 400 (RFC 9112, 5.1)", 444, NULL},
    [NO_HOST] = {"no-host", LOW, "a request without Host is answered",
                 "answer 400 (RFC 9112, 3.2)", 20, NULL},
    [ERROR_TELLS] = {"error-tells", MEDIUM,
                     "an answer gives away paths or stacks of the program",
                     "log the details; answer with the kind of error", 209,
                     NULL},
    [TRACE_ECHOES] = {"trace-echoes", MEDIUM,
                      "TRACE echoes the fields of a request",
                      "answer 405 or 501", 200, NULL},
    [BANNER] = {"banner", LOW, "an answer names a program and its version",
                "leave the version out (nginx: server_tokens off)", 497, NULL},
    [ANY_METHOD] = {"any-method", INFO,
                    "a method that does not exist is answered as GET is",
                    "answer 405 or 501 to what a route does not have", 650,
                    NULL},
    [KEEPS_REFUSED] = {"keeps-refused", HIGH,
                       "each client that is refused leaves something behind",
                       "free it on each way out of the verification", 401,
                       "03-peer"},
    [KEEPS_ABORTED] = {"keeps-aborted", HIGH,
                       "each handshake that breaks off leaves something "
                       "behind",
                       "end a connection in one place, however it ends", 401,
                       "04-sessions"},
    [KEEPS_SERVED] = {"keeps-served", HIGH,
                      "each client that is served leaves something behind",
                      "ask measure for the line, then mend it", 401,
                      "01-growth"},
    [HUGE_MESSAGE] = {"huge-message", MEDIUM,
                      "a stranger's handshake message is taken without an end",
                      "bound what a client may send in a handshake", 770,
                      LIMITS},
    [LONG_HEAD] = {"long-head", MEDIUM, "a head without an end is taken",
                   "answer 431 from some KiB on", 770, LIMITS},
    [LONG_BODY] = {"long-body", LOW, "a body without an end is taken",
                   "answer 413, by the length that is announced and by what "
                   "comes",
                   770, LIMITS},
    [IDLE_KEEP_OUT] = {"idle-keep-out", MEDIUM,
                       "some idle clients keep all others out",
                       "do not give each client a thread; end idle "
                       "connections soon",
                       400, LIMITS},
    [SLOW_HANDSHAKE] = {"slow-handshake", MEDIUM,
                        "an unfinished handshake is not ended",
                        "bound the time of a handshake", 400, LIMITS},
    [SLOW_HEAD] = {"slow-head", MEDIUM,
                   "a head that comes byte by byte is not ended",
                   "bound the time of a whole head", 400, LIMITS},
    [SLOW_BODY] = {"slow-body", LOW, "a body that stops is not ended",
                   "bound the silence of a client", 400, LIMITS},
    [RENEGOTIATION] = {"renegotiation", LOW,
                       "a client may begin one handshake more on a connection",
                       "refuse it by no_renegotiation, or close: a handshake "
                       "costs the server more than its client",
                       400, LIMITS},
    [LATE_REFUSAL] = {"late-refusal", LOW,
                      "a stranger is refused by HTTP, after the handshake",
                      "refuse in the handshake: strangers then never reach "
                      "the parser",
                      1125, VERIFY},
    [NO_ALERT] = {"no-alert", LOW, "a client that is refused is not told why",
                  "send the alert that names the reason", 392, VERIFY},
    [NO_RESUMPTION] = {"no-resumption", LOW, "no session is resumed",
                       "share one context and one ticket key", 405,
                       "02-server"},
    [LONG_TICKET] = {"long-ticket", LOW,
                     "a session can be resumed for more than a day",
                     "let tickets end sooner than a revocation may wait", 613,
                     "00-handshake"},
    [NO_KEEP_ALIVE] = {"no-keep-alive", LOW,
                       "each request takes a connection of its own",
                       "keep connections alive", 405, "02-server"},
};

static const struct {
    const char *name;
    int points;
} severities[SEVERITY_COUNT] = {
    [INFO] = {"info", 0},          [LOW] = {"low", 4},
    [MEDIUM] = {"medium", 10},     [HIGH] = {"high", 25},
    [CRITICAL] = {"critical", 60},
};

const char *severity_name(enum severity severity)
{
    return severities[severity].name;
}

int severity_points(enum severity severity)
{
    return severities[severity].points;
}
