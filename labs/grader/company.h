/* SPDX-License-Identifier: MIT */
/*
 * Clients who stay: one waits, one is in mid-download, one in mid-body, one in
 * its handshake.
 */
#ifndef COMPANY_H
#define COMPANY_H

#include "probe/tls_client.h"

#define COMPANY 4

struct company {
    struct tls_client *clients[COMPANY];
};

/* All are where they stay when this returns. */
void company_come(struct company *company, struct service *server);
void company_go(struct company *company);

#endif
