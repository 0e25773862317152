/* SPDX-License-Identifier: MIT */
#include "twin_times.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/acts.h"
#include "probe/clock.h"
#include "probe/probe.h"

#define LONG 400 /* milliseconds */

/* Times are masked, but of this one so much is known: it took no less. */
void twin_take_long(struct account *account)
{
    static const char line[] =
        " audit .* ms=([4-9][0-9][0-9]|[0-9][0-9][0-9][0-9]+) ";
    struct tls_client *slow = account_begin_download(account);
    size_t mark = service_log_mark(account->server);

    (void)poll(NULL, 0, LONG + 50);
    account_break_off(account, slow);
    if (service_log_count(account->server, mark, line) != 1)
        account_tell(account, "a request of 400 ms: its audit line has less");
}

/* ---- Of who comes late -------------------------------------------------- */

/* The first number behind `name`; -1: there is none. */
static long long number_of(const char *text, const char *name)
{
    const char *at = text != NULL ? strstr(text, name) : NULL;

    return at != NULL ? strtoll(at + strlen(name), NULL, 10) : -1;
}

static void tell_time(struct account *account, const char *what,
                      long long said, time_t from)
{
    time_t now = time(NULL);

    (void)fprintf(account->out, "of the client that came last, %s ", what);
    if (said < from)
        (void)fprintf(account->out, "%lld seconds before it came\n",
                      (long long)from - said);
    else
        (void)fprintf(account->out, "%s\n",
                      said <= now ? "since it came" : "only later than now");
}

/* Both count whole milliseconds: one more may be the same time. */
static void tell_took(struct account *account, const char *what, size_t mark,
                      long long begun)
{
    long long said =
        number_of(service_log_wait(account->server, mark, " audit "), " ms=");
    long long most = account_clock() - begun + 1;

    (void)fprintf(account->out, "of %s, the audit line says: ", what);
    if (said < 0 || said > most)
        (void)fprintf(account->out, "ms=%lld, and all of it took %lld\n", said,
                      most);
    else
        (void)fputs("no longer than it took\n", account->out);
}

static void tell_duration(struct account *account, struct tls_client *client)
{
    size_t mark = service_log_mark(account->server);
    scoped_response struct http_response response = {0};
    long long begun = account_clock();

    (void)tls_exchange(client, GET("/healthz"), &response);
    account_settle(account);
    tell_took(account, "a request of the client that came last", mark, begun);
}

/* ---- While somebody sets the clock -------------------------------------- */

#define HOUR 3600

static void set_clock(struct account *account, int64_t ahead, const char *what)
{
    size_t mark = service_log_mark(account->server);
    long long begun = account_clock();
    struct tls_client *slow = account_begin_download(account);

    clock_set(ahead);
    account_break_off(account, slow);
    tell_took(account, what, mark, begun);
    clock_set(0);
}

void twin_times(struct account *account)
{
    scoped_response struct http_response sessions = {0}, requests = {0};
    time_t from = time(NULL);
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);

    (void)tls_exchange(client, GET("/sessions"), &sessions);
    tell_time(account, "GET /sessions says: opened",
              number_of(sessions.body, "\"opened\":"), from);
    (void)tls_exchange(client, GET("/requests"), &requests);
    tell_time(account, "GET /requests says: started",
              number_of(requests.body, "\"started\":"), from);
    account_settle(account);
    tell_duration(account, client);
    account_leave(account, client);
    set_clock(account, -HOUR, "a download while the clock is set back");
    set_clock(account, HOUR, "a download while the clock is set ahead");
}
