/* SPDX-License-Identifier: MIT */
/*
 * Who asks: the client of --cert; the strangers that anybody can be; and
 * those that --also and --bad give.
 */
#ifndef SCAN_CLIENTS_H
#define SCAN_CLIENTS_H

#include "scan.h"

/* Ends the program, with a line, when a file is not what it has to be. */
void clients_begin(struct scan *scan);
void clients_end(struct scan *scan);

#endif
