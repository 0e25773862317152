/* SPDX-License-Identifier: MIT */
/*
 * The client, on GnuTLS itself, so that it can do what a well-behaved one does
 * not: half a handshake, any certificate, half a request, no end. Thousands of
 * them may come one after the other: a pair of the kit's is read once.
 *
 * What has a code, a bool or a NULL to return tells the caller how it went;
 * the rest fails the test when the server does not do its part. All belongs
 * into the test's own thread.
 */
#ifndef TLS_CLIENT_H
#define TLS_CLIENT_H

#include <gnutls/gnutls.h>

#include "http.h"
#include "service.h"

/* How it behaves; {0} is a client without a certificate. */
struct tls_setup {
    const char *certificate;   /* by name, sent whoever the server asks for */
    const gnutls_datum_t *der; /* or these bytes, as if they were one */
    const gnutls_datum_t *issuer; /* and these after them; NULL: none */
    unsigned repeated;            /* so many times more: up to 60 */
    const char *priorities;       /* NULL: GnuTLS's own default */
    const gnutls_datum_t *resume; /* from tls_session(); NULL or empty: none */
    int receive_buffer; /* bytes of SO_RCVBUF; 0: the system's default */
    int segment;        /* bytes of TCP_MAXSEG, likewise: ETHERNET is little */
    const char *from;   /* another address of ours, "127.1.2.3", or NULL */
    /* Of one who knows nothing of the server: */
    gnutls_certificate_credentials_t credentials; /* the caller's, or NULL */
    bool any_server;   /* its certificate is not verified */
    unsigned seconds;  /* for each wait, whose end is a GnuTLS code and no
                          failure, and four times that for all of an answer;
                          0: as long as we are patient */
    size_t most_bytes; /* of a body, and of the lines around it; 0: all */
};

/*
 * The kernel sizes a sender's buffer by its segments. With those of loopback
 * it takes megabytes of a download that nobody reads.
 */
#define ETHERNET 1460

#define TLS_1_2 "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define TLS_1_3 "NORMAL:-VERS-ALL:+VERS-TLS1.3"
extern const char *const tls_versions[2]; /* these two */

extern const struct tls_setup tls_sensor; /* sensor-1, and that is all */

struct tls_client; /* each of its ends frees it: see below */

/*
 * Connects the socket and prepares the session. Nothing is sent yet. Where the
 * server takes no connection, the second one returns NULL, with errno.
 */
struct tls_client *tls_open(const struct service *server,
                            const struct tls_setup *setup);
struct tls_client *tls_reach(const struct service *server,
                             const struct tls_setup *setup);

/*
 * The setup of one with a certificate by name (NULL: none) and TLS 1.2 or 1.3
 * (`minor`), who takes any server: the contract tests verify its certificate.
 */
struct tls_setup tls_as(const char *certificate, int minor);

/* Such a client, whose handshake must succeed. */
struct tls_client *tls_enter(const struct service *server,
                             const char *certificate, int minor);

/* What is below the library, for those who go around it. */
int tls_socket(const struct tls_client *client);
gnutls_session_t tls_library(const struct tls_client *client);

/* ---- Ends ------------------------------------------------------------ */

/* Closes the socket, and says goodbye before if told to; NULL is fine. */
void tls_close(struct tls_client *client);
void tls_bye(struct tls_client *client);
#define scoped_tls __attribute__((cleanup(tls_cleanup)))
void tls_cleanup(struct tls_client **client);

/*
 * Who closes with bytes unread sends a reset, which may overtake the bytes
 * before it. These end their own direction and wait for the server's end, so
 * that what it got to see is the same each time.
 */
void tls_leave(struct tls_client *client); /* with a TLS goodbye */
void tls_end(struct tls_client *client);   /* without one */

/* Whether the server's end comes, once it has ours; it is yet to be closed. */
bool tls_ends_within(struct tls_client *client, unsigned milliseconds);

void tls_reset(struct tls_client *client); /* at once, by a reset */

/* Closes those whose test has failed. */
void tls_close_all(void);
/* Frees what they shared. */
void tls_free_credentials(void);

/* ---- The handshake --------------------------------------------------- */

/* Handshakes to its end. Returns a GnuTLS code. */
int tls_handshake(struct tls_client *client);

/* tls_open() and tls_handshake(), which must succeed. */
struct tls_client *tls_connect(const struct service *server,
                               const struct tls_setup *setup);

/*
 * The same, but NULL if the server ended it: one with a short time-out may,
 * on a slow machine.
 */
struct tls_client *tls_try(const struct service *server,
                           const struct tls_setup *setup);

/* Sends this much of a handshake and no more: its first `size` bytes. */
void tls_handshake_part(struct tls_client *client, size_t size);

/* Begins one and breaks it off there. */
enum tls_cut {
    CUT_NOWHERE,
    CUT_IN_HELLO,     /* half of the ClientHello is sent */
    CUT_AFTER_HELLO,  /* all of it; the answer is not read */
    CUT_AFTER_FLIGHT, /* the server's flight is read, and not answered */
};
void tls_break_off(struct tls_client *client, enum tls_cut cut);
/* The same; false where the server has ended it before it came so far. */
bool tls_breaks_off(struct tls_client *client, enum tls_cut cut);

/*
 * Handshakes, but keeps back the last record: its Finished. So its certificate
 * has been sent, and the proof that it has the key. Only to be ended then.
 */
void tls_keep_back_finished(struct tls_client *client);

/* How many bytes the first flight of this client has: its ClientHello. */
size_t tls_hello_size(const struct service *server,
                      const struct tls_setup *setup);

/*
 * What resumes this session later, empty if the server gave nothing;
 * gnutls_free() its data. In TLS 1.3 the ticket comes after the handshake:
 * ask when an answer has been read.
 */
gnutls_datum_t tls_session(struct tls_client *client);

/* Whether this session was resumed from another. */
bool tls_resumed(const struct tls_client *client);

/* ---- After the handshake --------------------------------------------- */

/* Sends all of it; the text without its NUL. Returns a GnuTLS code. */
int tls_send(struct tls_client *client, const void *data, size_t size);
int tls_send_text(struct tls_client *client, const char *text);

/*
 * Receives what comes next, waiting for it. Returns its length, 0 at the end
 * of the stream (however it came), or a GnuTLS code: a fatal alert is
 * GNUTLS_E_FATAL_ALERT_RECEIVED. Fails the test when nothing comes.
 */
ssize_t tls_receive(struct tls_client *client, void *data, size_t size);

/*
 * Reads one answer, to its end (by its length, its last chunk, or the end of
 * the stream) or, with `head`, its headers. Returns false if the stream ended
 * before it was whole; what has come is in the response all the same.
 */
bool tls_answer(struct tls_client *client, bool head,
                struct http_response *response);

/* What the last such wait has returned: why an answer is not whole. */
int tls_last(const struct tls_client *client);

/*
 * Sends a request and reads its answer, as far as it can do either. Returns
 * true if the answer is whole.
 */
bool tls_exchange(struct tls_client *client, const char *request,
                  struct http_response *response);

/* The same; the answer must be whole, and have that status. 0: any. */
void tls_ask(struct tls_client *client, const char *request, long status);

/* Reads on to the end of the stream, which must come. */
void tls_expect_end(struct tls_client *client);

/*
 * What became of a handshake that the server ought to refuse. Handshakes,
 * then, as TLS 1.3 lets a client finish first, asks for something: an answer
 * is the proof that it is in.
 */
enum tls_refusal {
    TLS_ACCEPTED = -2, /* a request was answered */
    TLS_CLOSED = -1    /* the stream ended without an alert */
    /* else the gnutls_alert_description_t that came */
};
int tls_refusal(struct tls_client *client);

/* Handshakes, and waits for the server to refuse by an alert or its end. */
void tls_expect_refusal(struct tls_client *client);

#endif
