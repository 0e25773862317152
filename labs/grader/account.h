/* SPDX-License-Identifier: MIT */
/*
 * What a server has told its clients and the log, in words that are the same
 * from one run to the next: for the stage `twin`.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdio.h>

#include "probe/tls_client.h"

/* Of what may be long: 52 of them. */
#define LETTERS "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"

/* Of one server; text is of open_memstream(). */
struct account {
    struct service *server;
    long sockets;     /* without any client */
    unsigned clients; /* that are there */
    FILE *out;
    char *text;
    size_t size;
};

/* A line of it, but for times, ports and ids. */
void account_tell(struct account *account, const char *text);

/* The first audit line of this method since the mark, and of what it is. */
void account_tell_audit(struct account *account, const char *what, size_t mark,
                        const char *method);

/* Milliseconds that have passed since some moment or other. */
long long account_clock(void);

/* Waits for rest, so that the log has no other order than the steps. */
void account_settle(struct account *account);

/* A client comes, by name; it asks; it goes, or just breaks off. */
struct tls_client *account_enter(struct account *account, const char *name,
                                 const char *version,
                                 const gnutls_datum_t *resume, int buffer);
void account_ask(struct account *account, struct tls_client *client,
                 const char *request);
void account_leave(struct account *account, struct tls_client *client);
/* One who has begun a download, and then does not read on. */
struct tls_client *account_begin_download(struct account *account);
void account_break_off(struct account *account, struct tls_client *client);

#endif
