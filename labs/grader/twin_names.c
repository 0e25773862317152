/* SPDX-License-Identifier: MIT */
#include "twin_names.h"

#include <time.h>

#include "probe/acts.h"
#include "probe/probe.h"

/* ---- One after the other ------------------------------------------------ */

#define LONG LETTERS LETTERS LETTERS LETTERS LETTERS LETTERS

/* Made once: made anew for the other server, its signature would be another. */
struct named {
    struct cert_plan plan;
    gnutls_datum_t good, expired;
};

#define NAMED_AT_LENGTH 4
#define WITHOUT_SUBJECT 9

static struct named names[] = {
    {.plan = {CERT_CN("M\xc3\xbcller")}},
    {.plan = {CERT_CN("a \"b\" \\c\\, d=e\n")}},
    {.plan = {CERT_CN("sensor-1\0.evil")}},
    {.plan = {CERT_CN("100% %s %n")}},
    {.plan = {CERT_CN(LETTERS)}},
    {.plan = {CERT_CN(LONG)}},
    {.plan = {.ou = LONG, CERT_CN(LETTERS)}},
    {.plan = {.ou = "sensors"}},
    {.plan = {.uri = "spiffe://kit.test/sensor/7", .dns = "seven.kit.test"}},
    {.plan = {.dns = "seven.kit.test"}},
    {.plan = {CERT_CN("longer than it is read"), .serial = LETTERS}},
};

static void make(struct named *named)
{
    struct cert_plan expired = named->plan;

    if (named->good.data != NULL)
        return;
    expired.expiry = time(NULL) - 60;
    named->good = cert_make(&named->plan);
    named->expired = cert_make(&expired);
}

static struct tls_setup setup_of(const gnutls_datum_t *der)
{
    return (struct tls_setup){.der = der, .priorities = TLS_1_2};
}

static struct tls_client *enter(struct account *account, struct named *named)
{
    struct tls_setup setup = setup_of(&named->good);
    struct tls_client *client = NULL;

    make(named);
    client = tls_connect(account->server, &setup);
    account->clients++;
    account_settle(account);
    return client;
}

static void ask_and_leave(struct account *account, struct tls_client *client,
                          const char *request)
{
    account_ask(account, client, request);
    account_leave(account, client);
}

static void be_refused(struct account *account, const struct named *named)
{
    const struct tls_setup setup = setup_of(&named->expired);

    act_be_refused(account->server, &setup);
    account_settle(account);
}

/* So often that each has one, most likely: it must forget it for the next. */
static void send_to_each_thread(struct account *account,
                                const struct named *named)
{
    for (int i = 0; i < 8; i++)
        be_refused(account, named);
}

/* Who has none, after each: nothing is said of it that was of that one. */
static void send_nobody(struct account *account)
{
    act_be_refused(account->server,
                   &(struct tls_setup){.priorities = TLS_1_2});
    account_settle(account);
}

static void be_refused_with(struct account *account,
                            gnutls_certificate_credentials_t credentials)
{
    struct tls_setup setup = tls_as(NULL, 2);

    setup.credentials = credentials;
    act_be_refused(account->server, &setup);
    gnutls_certificate_free_credentials(credentials);
    account_settle(account);
}

/*
 * Its issuer's name, too, is as long as its maker likes. Two that begin alike
 * are not the same.
 */
static void send_strangers(struct account *account)
{
    be_refused_with(account,
                    self_signed_credentials("OU=" LONG ",CN=" LETTERS));
    be_refused_with(account,
                    impostor_credentials("CN=" LONG ",OU=ours",
                                         "CN=" LONG ",OU=theirs", true));
    be_refused_with(account,
                    impostor_credentials("CN=" LETTERS, "CN=" LETTERS, true));
}

void twin_names(struct account *account)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct tls_client *client = enter(account, &names[i]);

        account_ask(account, client, GET("/whoami"));
        ask_and_leave(account, client, GET("/healthz"));
        be_refused(account, &names[i]);
        send_nobody(account);
    }
    send_to_each_thread(account, &names[NAMED_AT_LENGTH]);
    send_to_each_thread(account, &names[WITHOUT_SUBJECT]);
    send_strangers(account);
    ask_and_leave(account, account_enter(account, "operator", NULL, NULL, 0),
                  GET("/requests"));
}

/* ---- At once ------------------------------------------------------------ */

/* Of one name: another certificate, another kind of name. */
static struct named alike[] = {
    {.plan = {CERT_CN("spiffe://kit.test/7"), .serial = "11"}},
    {.plan = {CERT_CN("spiffe://kit.test/7"), .serial = "22"}},
    {.plan = {.uri = "spiffe://kit.test/7", .serial = "11"}},
    {.plan = {CERT_CN("spiffe://kit.test/7"), .ou = "others", .serial = "33"}},
};

#define ALIKE (sizeof alike / sizeof *alike)

void twin_namesakes(struct account *account)
{
    struct tls_client *clients[ALIKE];

    for (size_t i = 0; i < ALIKE; i++) {
        clients[i] = enter(account, &alike[i]);
        account_ask(account, clients[i], GET("/whoami"));
    }
    ask_and_leave(account, account_enter(account, "operator", NULL, NULL, 0),
                  GET("/sessions"));
    for (size_t i = 0; i < ALIKE; i++)
        ask_and_leave(account, clients[i], GET("/healthz"));
}
