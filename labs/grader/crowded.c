/* SPDX-License-Identifier: MIT */
#include "crowded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/acts.h"
#include "probe/probe.h"

/* More than fit where somebody made places for a hundred, or for 1024. */
#define SILENT 1100U
#define ASKING 300U

static void see_off(struct account *account, struct tls_client **clients,
                    unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        tls_close(clients[i]);
    account->clients -= count;
    account_settle(account);
}

/* In TLS 1.2, where the handshake of who is let in is all. */
static struct tls_client *come(struct account *account,
                               const gnutls_datum_t *ticket)
{
    struct tls_client *client =
        tls_try(account->server, &(struct tls_setup){.certificate = "operator",
                                                     .priorities = TLS_1_2,
                                                     .resume = ticket,
                                                     .receive_buffer = 4096,
                                                     .segment = ETHERNET});

    account->clients += client != NULL;
    return client;
}

static bool begins_download(struct tls_client *client)
{
    scoped_response struct http_response response = {0};

    return tls_send_text(client, GET("/firmware/big.bin")) >= 0 &&
           tls_answer(client, true, &response) && response.status == 200;
}

/* ---- Those who say nothing ---------------------------------------------- */

/* Where a process may have few descriptors, as many as it may. */
static void stand_about(struct account *account)
{
    struct tls_client *clients[SILENT], *one = NULL;
    unsigned long most = process_raise_descriptors() / 2;
    unsigned count = most < SILENT ? (unsigned)most : SILENT;
    char text[64];

    for (unsigned i = 0; i < count; i++)
        clients[i] = tls_open(account->server, &(struct tls_setup){0});
    account->clients += count;
    account_settle(account);
    one = come(account, NULL);
    (void)snprintf(text, sizeof text, "besides %u who say nothing, one %s",
                   count, one != NULL ? "is let in" : "is not let in");
    account_tell(account, text);
    if (one != NULL)
        account_leave(account, one);
    see_off(account, clients, count);
}

/* ---- Those who ask ------------------------------------------------------ */

static void ask_alone(struct account *account, const char *request,
                      gnutls_datum_t *ticket)
{
    struct tls_client *client = come(account, NULL);

    if (client == NULL) {
        account_tell(account, "one more is not let in");
        return;
    }
    account_ask(account, client, request);
    if (ticket != NULL)
        *ticket = tls_session(client);
    account_leave(account, client);
}

/* All of them were there at one reload. */
static void tell_reloads(struct account *account, size_t mark, unsigned begun)
{
    static const char line[] = " audit .*path=\"/firmware/big.bin\"";
    static const char with[] =
        " audit .*path=\"/firmware/big.bin\".* reloads=1$";

    (void)fprintf(
        account->out,
        "%u downloads, a reload, their ends: %u audit lines, %u with "
        "reloads=1\n",
        begun, service_log_count(account->server, mark, line),
        service_log_count(account->server, mark, with));
}

/* The list has the newest first, and no id is left out. */
static void tell_gap(struct account *account)
{
    static const char name[] = "\"id\":";
    scoped_response struct http_response response = {0};
    const char *at = NULL;
    unsigned long id = 0, next = 0;
    unsigned row = 0;

    (void)http_get(account->server, "operator", "/requests", &response);
    for (at = strstr(response.body, name); at != NULL; row++) {
        next = strtoul(at + strlen(name), NULL, 10);
        if (row > 0 && next != id - 1)
            break;
        id = next;
        at = strstr(at + 1, name);
    }
    (void)fprintf(
        account->out,
        "%u downloads end after newer requests; GET /requests: ", ASKING);
    if (at == NULL)
        (void)fprintf(account->out, "%u rows, each id one less than before\n",
                      row);
    else
        (void)fprintf(account->out,
                      "row %u has id %lu, and the next one %lu\n", row, id,
                      next);
}

/* All but the first resume, as a full handshake is dear. */
static void download_at_once(struct account *account)
{
    struct tls_client *clients[ASKING];
    gnutls_datum_t ticket = {NULL, 0};
    size_t mark = service_log_mark(account->server);
    unsigned in = 0, begun = 0;
    char text[64];

    ask_alone(account, GET("/healthz"), &ticket);
    for (unsigned i = 0; i < ASKING; i++) {
        clients[in] = come(account, &ticket);
        if (clients[in] != NULL)
            begun += begins_download(clients[in++]);
    }
    account_settle(account);
    (void)snprintf(text, sizeof text, "%u downloads at once: %u begin", ASKING,
                   begun);
    account_tell(account, text);
    ask_alone(account, GET("/sessions"), NULL);
    ask_alone(account, GET("/requests"), NULL);
    (void)service_reload(account->server);
    account_settle(account);
    see_off(account, clients, in);
    tell_gap(account);
    account_settle(account);
    tell_reloads(account, mark, begun);
    gnutls_free(ticket.data);
}

void crowded_ask(struct account *account)
{
    stand_about(account);
    download_at_once(account);
}
