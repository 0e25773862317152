/* SPDX-License-Identifier: MIT */
/*
 * scan: what can be found out about an mTLS server from outside.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "clients.h"
#include "findings.h"
#include "report.h"
#include "say.h"

#include "mtls-load/standard.h"
#include "probe/failure.h"

/* ---- Whose server it is ------------------------------------------------ */

/* Loopback, RFC 1918 and link-local. */
static bool is_private_4(uint32_t address)
{
    return address >> 24 == 127 || address >> 24 == 10 ||
           address >> 20 == 0xac1 || address >> 16 == 0xc0a8 ||
           address >> 16 == 0xa9fe;
}

static bool is_private(const struct sockaddr_storage *address)
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    const uint8_t *byte = six->sin6_addr.s6_addr;
    uint32_t mapped = 0;

    if (address->ss_family == AF_INET)
        return is_private_4(ntohl(four->sin_addr.s_addr));
    if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
        memcpy(&mapped, byte + 12, sizeof mapped);
        return is_private_4(ntohl(mapped));
    }
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ||
           IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) || (byte[0] & 0xfe) == 0xfc;
}

static void find_server(struct scan *scan)
{
    const struct address *address = &scan->options->address;

    scan->service = service_elsewhere(address->host, address->port, NULL);
    if (!scan->options->i_may && !is_private(&scan->service->address))
        fail_because("%s is no loopback or private address: if it is yours, "
                     "or its owner lets you, say --i-may",
                     address->host);
    (void)snprintf(scan->host, sizeof scan->host, "%s%s%s:%u",
                   address->six ? "[" : "", address->host,
                   address->six ? "]" : "", address->port);
}

/* ---- The scan ---------------------------------------------------------- */

static const struct {
    const char *name;
    void (*look)(struct scan *scan);
} stages[] = {
    {"versions and ciphers", look_at_tls},
    {"who is let in", look_at_entry},
    {"sessions", look_at_session},
    {"what answers give away", look_at_tells},
    {"framing", look_at_framing},
    {"limits", look_at_limits},
    {"slow clients", look_at_slow},
    {"what is left behind", look_at_held},
};

int main(int argc, char **argv)
{
    static struct options options;
    static struct scan scan = {.options = &options};
    int status = -1;

    standard_hold();
    say_prepare();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return standard_written() == 0 ? status : NOT_SCANNED;
    clients_begin(&scan);
    find_server(&scan);
    prepare_held(&scan);
    prepare_listener(&scan);
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        say_stage(stages[i].name);
        stages[i].look(&scan);
    }
    say_stage(NULL);
    clients_end(&scan);
    (void)services_stop_all(); /* it only frees what is not started here */
    if (report(&scan, stdout) < 0 || standard_written() < 0) {
        say("the report cannot be written: make room for it");
        return NOT_SCANNED;
    }
    return findings_score() >= options.threshold ? 0 : 1;
}
