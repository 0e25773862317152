/* SPDX-License-Identifier: MIT */
#include "tls/budget.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

#include "process/rounds.h"

/* Thrown away of what comes after the budget; then the stream is broken off. */
#define DISCARD_MAX ((size_t)1 << 20)

static ssize_t discard(struct budget *budget)
{
    char unread[4096];

    while (budget->discarded < DISCARD_MAX) {
        ssize_t got = recv(budget->socket, unread, sizeof unread, 0);

        if (got <= 0)
            return got; /* nothing for now, or the end */
        budget->discarded += (size_t)got;
    }
    errno = ECONNRESET;
    return -1;
}

static ssize_t receive(struct budget *budget, void *data, size_t size)
{
    ssize_t got = 0;

    if (budget->left == 0 && !budget->spent) {
        got = recv(budget->socket, data, 1, MSG_PEEK);
        if (got <= 0)
            return got;
        budget->spent = true;
        budget->over(budget->tls);
        (void)shutdown(budget->socket, SHUT_WR); /* it may be gone */
    }
    if (budget->spent)
        return discard(budget);
    got = recv(budget->socket, data, size < budget->left ? size : budget->left,
               0);
    if (got > 0)
        budget->left -= (size_t)got;
    return got;
}

/* GnuTLS takes this in place of recv(), errno and all. */
static ssize_t pull(gnutls_transport_ptr_t object, void *data, size_t size)
{
    struct budget *budget = object;
    ssize_t got = receive(budget, data, size);

    budget->came = got > 0;
    budget->ended = got == 0;
    if (got > 0)
        rounds_moved();
    return got;
}

static int pull_timeout(gnutls_transport_ptr_t object, unsigned milliseconds)
{
    const struct budget *budget = object;

    return gnutls_system_recv_timeout(
        (gnutls_transport_ptr_t)(intptr_t)budget->socket, milliseconds);
}

void budget_begin(struct budget *budget, gnutls_session_t tls,
                  budget_over *over)
{
    int socket = gnutls_transport_get_int(tls);

    *budget = (struct budget){
        .tls = tls, .over = over, .socket = socket, .left = BUDGET_STRANGER};
    /* What is sent goes to the socket as before. */
    gnutls_transport_set_ptr2(tls, budget,
                              (gnutls_transport_ptr_t)(intptr_t)socket);
    gnutls_transport_set_pull_function(tls, pull);
    gnutls_transport_set_pull_timeout_function(tls, pull_timeout);
}

void budget_refill(struct budget *budget)
{
    if (!budget->spent)
        budget->left = BUDGET_CLIENT;
}
