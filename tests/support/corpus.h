/* SPDX-License-Identifier: MIT */
/*
 * Malformed certificates and TLS streams of public fuzz corpora, which are no
 * part of the kit: MTLS_CORPUS_UNPACKED names the folder with der/ and raw/
 * in it. A sample of each is tried, all of it with MTLS_CORPUS_ALL=1.
 */
#ifndef CORPUS_H
#define CORPUS_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/service.h"

/* Its files, after corpus_list(); from one to the next by corpus_step(). */
extern char *corpus_paths[];
extern size_t corpus_count;
size_t corpus_step(void);

/*
 * Lists one of the two folders, or returns false if there is no corpus. The
 * caller owes a corpus_forget().
 */
bool corpus_list(const char *name);
void corpus_forget(void);

/*
 * Shows one as a client's certificate, by TLS of these priorities. Returns as
 * tls_refusal(), and fails the test if it is let in.
 */
int corpus_show(const struct service *server, const char *path,
                const char *priorities);

/* Sends one and reads to the end, whatever comes; fails if that is HTTP. */
void corpus_send(const struct service *server, const char *path);

#endif
