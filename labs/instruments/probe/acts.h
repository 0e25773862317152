/* SPDX-License-Identifier: MIT */
/*
 * What the triggers are made of: the beginning, a step, the end of a series.
 */
#ifndef ACTS_H
#define ACTS_H

#include "triggers.h"

#define HEAD(method, path) method " " path " HTTP/1.1\r\nHost: localhost\r\n"
#define GET(path) HEAD("GET", path) "\r\n"
/* A step of act_ask_for_all() has so many requests, and of them downloads. */
#define ALL_ASKS 7
#define ALL_DOWNLOADS 2

/* The version of TLS, after the point, of the i-th step. */
static inline int minor_of(const struct series *series, unsigned i)
{
    if (series->server->only_minor != 0)
        return series->server->only_minor;
    return i % 2 == 0 ? 2 : 3;
}

/* ---- Clients ----------------------------------------------------------- */

void act_full_2(struct series *series, unsigned i);
void act_full_3(struct series *series, unsigned i);
void act_get_tickets(struct series *series);
void act_resumed_2(struct series *series, unsigned i);
void act_resumed_3(struct series *series, unsigned i);
void act_many_names(struct series *series, unsigned i);
/* One who must be refused, and then goes. */
void act_be_refused(const struct service *server,
                    const struct tls_setup *setup);
void act_refused(struct series *series, unsigned i);
void act_impostor(struct series *series, unsigned i);
void act_long_chain(struct series *series, unsigned i);
void act_endless_hello(struct series *series, unsigned i);
void act_nothing_in_common(struct series *series, unsigned i);
void act_bad_record(struct series *series, unsigned i);
void act_abort_in_hello(struct series *series, unsigned i);
void act_abort_after_hello(struct series *series, unsigned i);
void act_abort_after_flight(struct series *series, unsigned i);
void act_abort_before_finished(struct series *series, unsigned i);
void act_abort_after_finished(struct series *series, unsigned i);
void act_plain_http(struct series *series, unsigned i);
void act_request(struct series *series, unsigned i);
void act_view(struct series *series, unsigned i);
void act_stay(struct series *series);
void act_ask_again(struct series *series, unsigned i);
void act_ask_for_all(struct series *series, unsigned i);
void act_go(struct series *series);
void act_two_at_once(struct series *series, unsigned i);
void act_broken_request(struct series *series, unsigned i);
void act_half_head(struct series *series, unsigned i);
void act_long_head(struct series *series, unsigned i);
void act_long_body(struct series *series, unsigned i);
/* One that has begun, of more than can be under way. */
struct tls_client *act_begin_download(const struct service *server, int minor);
/* The same by a ticket; NULL or empty: none. */
struct tls_client *act_resume_download(const struct service *server, int minor,
                                       const gnutls_datum_t *ticket);
void act_read_to_end(struct tls_client *client); /* and close it */
void act_shrunk_download(struct series *series, unsigned i);
void act_gone_download(struct series *series, unsigned i);
void act_stalled_download(struct series *series, unsigned i);

void act_other_stranger(struct series *series, unsigned i);
void act_other_address(struct series *series, unsigned i);
void act_other_words(struct series *series, unsigned i);
void act_other_reading(struct series *series, unsigned i);
void act_other_subject(struct series *series, unsigned i);
void act_other_client(struct series *series, unsigned i);
void act_other_cipher(struct series *series, unsigned i);

/* ---- Operators --------------------------------------------------------- */

void act_reload(struct series *series, unsigned i);
void act_reloaded_download(struct series *series, unsigned i);
void act_reload_and_ask(struct series *series, unsigned i);
void act_reload_fails(struct series *series, unsigned i);
void act_spoil(struct series *series);          /* a file: argument */
void act_give_other_key(struct series *series); /* not the certificate's */
void act_mend(struct series *series); /* puts all back, and reloads */
void act_forbidden(struct series *series, unsigned i);
void act_cut_off_download(struct series *series, unsigned i);
void act_outlive(struct series *series); /* its certificate, all of it */
void act_let_list_expire(
    struct series *series); /* with a ticket from before */
void act_overdue(struct series *series, unsigned i);

#endif
