/* SPDX-License-Identifier: MIT */
#include "company.h"

#include "probe/acts.h"
#include "probe/gauge.h"
#include "probe/probe.h"

static struct tls_client *post_half(struct service *server)
{
    struct tls_client *client = tls_enter(server, "sensor-1", 2);

    assert_gnutls_ok(tls_send_text(
        client,
        HEAD("POST", "/readings") "Content-Type: application/json\r\n"
                                  "Content-Length: 35\r\n\r\n{\"sensor\":"));
    return client;
}

void company_come(struct company *company, struct service *server)
{
    struct tls_client *waits = tls_enter(server, "operator", 3);

    tls_ask(waits, server->ask, server->ask_status);
    *company = (struct company){{waits, act_begin_download(server, 3),
                                 post_half(server),
                                 tls_open(server, &(struct tls_setup){0})}};
    gauge_settle(server);
}

void company_go(struct company *company)
{
    for (size_t i = 0; i < COMPANY; i++)
        tls_reset(company->clients[i]);
}
