/* SPDX-License-Identifier: MIT */
/*
 * Key, certificate, CA and CRL: read at the start, and again. What cannot be
 * used at a reload changes nothing. Called by main's thread alone.
 */
#ifndef RELOAD_H
#define RELOAD_H

#include "process/options.h"
#include "tls/context.h"

/* The first time. Returns 0, or -1 with one line in `error`. */
int reload_first(const struct options *options, char error[TLS_ERROR_SIZE]);

/*
 * Again. Besides what tls_load() refuses, so is a server's certificate that
 * is out of date, or a file of CAs of which none is in date: the clients of
 * before would be turned away. One line of the log says how it went, and so
 * do the metrics; of what fails for the reason of the last time only if
 * somebody has asked for it.
 */
void reload_again(const struct options *options, bool asked);

/* Whether the last one did: what was wrong may pass by itself. */
bool reload_failed(void);

/* The files have changed: if they fail, it is told, whatever the reason. */
void reload_changed(void);

/*
 * The files that a reload reads, ended by NULL; reload_reads() adds one
 * (static text, a few at most).
 */
const char *const *reload_files(const struct options *options);
void reload_reads(const char *path);

#endif
