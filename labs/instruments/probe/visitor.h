/* SPDX-License-Identifier: MIT */
/*
 * A client for thousands of connections: its credentials are read once, and
 * it ends each connection so that what the server got to see of it is the
 * same every time. Who simply closes with bytes unread sends a reset, which
 * may overtake the bytes before it; a visitor ends its own direction and
 * then waits for the server's end. tls_client.h is the other client, for
 * contract tests: it verifies the server, may present any bytes as its
 * certificate, and leaves it to the test how a connection ends.
 *
 * All of these fail the test when the server does not do its part.
 */
#ifndef VISITOR_H
#define VISITOR_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>

#include "service.h"

/* Where a handshake breaks off. */
enum visitor_cut {
    CUT_NOWHERE,
    CUT_IN_HELLO,     /* half of the ClientHello is sent */
    CUT_AFTER_HELLO,  /* all of it; the answer is not read */
    CUT_AFTER_FLIGHT, /* the server's flight is read, and not answered */
};

struct visitor; /* visitor_end() it */

/* Connects the socket. `buffer`: bytes of SO_RCVBUF, 0 for the default. */
struct visitor *visitor_connect(const struct service *server, int buffer);

/* The same, from another address of ours, as 127.1.2.3. */
struct visitor *visitor_connect_from(const struct service *server,
                                     const char *address);

/*
 * Handshakes with a certificate by name (NULL: none) and TLS 1.2 or 1.3
 * (`minor`), offering a ticket from visitor_ticket() if there is one. Returns
 * GnuTLS's code: 0, or why there is no session.
 */
int visitor_handshake(struct visitor *visitor, const char *certificate,
                      int minor, const gnutls_datum_t *ticket);

/*
 * The same with credentials of the caller's (NULL: those of sensor-1), which
 * must outlive the visitor, and these priorities of GnuTLS's.
 */
int visitor_handshake_with(struct visitor *visitor,
                           gnutls_certificate_credentials_t credentials,
                           const char *priorities);

/* Begins a handshake and breaks it off there. */
void visitor_break_off(struct visitor *visitor, const char *certificate,
                       int minor, enum visitor_cut cut);

/* The two of them, which must succeed. */
struct visitor *visitor_enter(const struct service *server,
                              const char *certificate, int minor);

/* Sends these bytes: by TLS after a handshake, else as they are. */
void visitor_send(struct visitor *visitor, const void *data, size_t size);

/*
 * Reads an answer up to the end of its headers, and returns its status and
 * in *body how much is to come, or one of these. visitor_skip() reads that.
 */
#define VISITOR_CHUNKS ((size_t)-2)
#define VISITOR_TO_THE_END ((size_t)-1)
long visitor_status(struct visitor *visitor, size_t *body);
void visitor_skip(struct visitor *visitor, size_t body);

/* Whether the last answer said that the server ends the connection. */
bool visitor_is_last(const struct visitor *visitor);

/* Sends a request, reads the whole answer, which must have that status; 0: any. */
void visitor_ask(struct visitor *visitor, const char *request, long status);

/* Waits for the server to refuse: an alert or the end of the stream. */
void visitor_wait_for_refusal(struct visitor *visitor);

/*
 * Asks, as one whom the server may refuse by its answer: fails the test if
 * that is none of refusal.
 */
void visitor_ask_in_vain(struct visitor *visitor, const char *request);

/* Waits until the server can send no more, since nothing is read here. */
void visitor_let_fill(struct visitor *visitor);

/* What resumes this session (gnutls_free() its data), and whether it was. */
/* Why the server's certificate is not to be trusted, or NULL; gnutls_free(). */
char *visitor_distrusts(struct visitor *visitor);

gnutls_datum_t visitor_ticket(struct visitor *visitor);
bool visitor_resumed(const struct visitor *visitor);

/* ---- Ends: each frees the visitor -------------------------------------- */

void visitor_leave(struct visitor *visitor); /* with a TLS goodbye */
void visitor_end(struct visitor *visitor);   /* without one */
void visitor_reset(struct visitor *visitor); /* at once, by a reset */

/* Closes those whose test has failed. */
void visitors_close_all(void);
/* Frees what they shared. */
void visitors_free_credentials(void);

#endif
