/* SPDX-License-Identifier: MIT */
/*
 * Requests as bytes, and the status that answers each.
 */
#include "sent.h"

#include <stdio.h>

#include "ask.h"
#include "probe/probe.h"

static void answered(const struct service *server, const struct sent *sent)
{
    scoped_tls struct tls_client *client = tls_connect(server, &tls_sensor);
    scoped_response struct http_response response = {0};
    size_t mark = service_log_mark(server);
    char pattern[64];

    assert_gnutls_ok(tls_send(client, sent->text, sent->size));
    if (!tls_answer(client, false, &response) ||
        response.status != sent->status)
        fail_because("answered by %ld, not %ld: %s", response.status,
                     sent->status, sent->text);
    if (sent->status < 400)
        return;
    assert_problem(&response, sent->status);
    assert_header(&response, "Connection", "close");
    tls_expect_end(client);
    (void)snprintf(pattern, sizeof pattern,
                   " audit .*peer=\"sensor-1\" .*status=%ld ", sent->status);
    (void)service_log_wait(server, mark, pattern);
}

void assert_answered(const struct service *server, const struct sent *sent,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        answered(server, &sent[i]);
}

void begin_reading(struct tls_client *client)
{
    scoped_response struct http_response response = {0};

    ask(client, POST JSON "Content-Length: 35\r\nExpect: 100-continue\r\n\r\n",
        &response);
    assert_status(&response, 100);
}
