/* SPDX-License-Identifier: MIT */
#include "twin_long.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/acts.h"
#include "probe/probe.h"

/* ---- Requests that stay ------------------------------------------------- */

#define UNANSWERED \
    HEAD("POST", "/readings?stays") \
    "Content-Type: application/json\r\nContent-Length: 35\r\n\r\n{\"sensor\""

/* Which of the requests from the first one on: two are these far apart. */
static const unsigned staying[] = {0, 64, 128, 256, 512, 1024, 2048};

#define STAYING (sizeof staying / sizeof *staying)

static unsigned pass(struct tls_client *client, unsigned requests)
{
    unsigned answered = 0;

    for (unsigned i = 0; i < requests; i++) {
        scoped_response struct http_response response = {0};

        answered += tls_exchange(client, GET("/healthz"), &response) &&
                    response.status == 200;
    }
    return answered;
}

static void tell_stayed(struct account *account, size_t mark, unsigned passed)
{
    unsigned stayed =
        service_log_count(account->server, mark, " audit .*method=POST ");
    unsigned told = service_log_count(account->server, mark,
                                      " audit .*method=POST .* reloads=1$");

    (void)fprintf(account->out,
                  "%zu POSTs, up to %u requests apart, a reload, their ends: "
                  "%u audit lines, %u with reloads=1\n",
                  STAYING, staying[STAYING - 1], stayed, told);
    (void)fprintf(
        account->out,
        "%u GETs before that reload: %u audit lines with reloads=0\n", passed,
        service_log_count(account->server, mark,
                          " audit .*method=GET .* reloads=0$"));
}

void twin_stay_long(struct account *account)
{
    size_t mark = service_log_mark(account->server);
    struct tls_client *quick =
        account_enter(account, "sensor-1", NULL, NULL, 0);
    struct tls_client *clients[STAYING];
    unsigned next = 0, passed = 0;

    for (size_t i = 0; i < STAYING; i++) {
        clients[i] = account_enter(account, "sensor-1", NULL, NULL, 0);
        passed += pass(quick, staying[i] - next);
        assert_gnutls_ok(tls_send_text(clients[i], UNANSWERED));
        account_settle(account);
        next = staying[i] + 1;
    }
    (void)service_reload(account->server);
    account_settle(account);
    for (size_t i = 0; i < STAYING; i++)
        account_break_off(account, clients[i]);
    account_leave(account, quick);
    tell_stayed(account, mark, passed);
}

/* ---- Ids ---------------------------------------------------------------- */

#define CONNECTIONS 600U

/* In the list of connections the newest is first. */
static long long own_id(struct tls_client *client)
{
    static const char name[] = "\"id\":";
    scoped_response struct http_response response = {0};
    const char *at = NULL;

    if (tls_exchange(client, GET("/sessions"), &response))
        at = strstr(response.body, name);
    return at != NULL ? strtoll(at + strlen(name), NULL, 10) : -1;
}

/* Which one before has the id of the last one; the last: none. */
static unsigned first_with(const long long ids[], unsigned last)
{
    unsigned i = 0;

    while (ids[i] != ids[last])
        i++;
    return i;
}

static void tell_again(struct account *account, const long long ids[])
{
    unsigned i = 0;

    while (i < CONNECTIONS && first_with(ids, i) == i)
        i++;
    (void)fprintf(account->out,
                  "%u connections, one after the other, by GET /sessions: ",
                  CONNECTIONS);
    if (i == CONNECTIONS)
        (void)fputs("no id comes twice\n", account->out);
    else
        (void)fprintf(account->out,
                      "number %u has id %lld, as number %u had\n", i + 1,
                      ids[i], first_with(ids, i) + 1);
}

/* Resumed ones of TLS 1.2, as they are cheap. */
void twin_ids(struct account *account)
{
    struct tls_client *client =
        account_enter(account, "operator", TLS_1_2, NULL, 0);
    gnutls_datum_t ticket = {NULL, 0};
    long long ids[CONNECTIONS];

    account_ask(account, client, GET("/healthz"));
    ticket = tls_session(client);
    account_leave(account, client);
    for (unsigned i = 0; i < CONNECTIONS; i++) {
        client = tls_connect(account->server,
                             &(struct tls_setup){.certificate = "operator",
                                                 .priorities = TLS_1_2,
                                                 .resume = &ticket});
        ids[i] = own_id(client);
        if (ids[i] < 0)
            account_tell(account,
                         "GET /sessions has no connection with an id");
        tls_leave(client);
    }
    account_settle(account);
    tell_again(account, ids);
    gnutls_free(ticket.data);
}
