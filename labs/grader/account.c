/* SPDX-License-Identifier: MIT */
#include "account.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "probe/acts.h"
#include "probe/gauge.h"
#include "probe/probe.h"

/* ---- Masks -------------------------------------------------------------- */

/* What stands before a number that may be another one. */
static const char *const before[] = {
    "\"id\":", "\"opened\":", "\"started\":", "\"milliseconds\":",
    "\"received\":", "_seconds ", "127.0.0.1:", " id=", " ms=",
    /* Who come at once may each be verified, or one for both. */
    "mtls_verifications_saved_total "};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/*
 * How long a list is, is a matter of such numbers, too. What is listed, or
 * audited, has its path before its length.
 */
static bool is_list(const char *text, bool was)
{
    static const char *const names[] = {"path=\"", "\"path\":\""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (begins(text, names[i]))
            return begins(text + strlen(names[i]), "/requests") ||
                   begins(text + strlen(names[i]), "/sessions") ||
                   begins(text + strlen(names[i]), "/metrics");
    }
    return was;
}

static size_t masked(const char *text, bool list)
{
    if (list && begins(text, " bytes="))
        return strlen(" bytes=");
    if (list && begins(text, "\"bytes\":"))
        return strlen("\"bytes\":");
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (begins(text, before[i]))
            return strlen(before[i]);
    }
    return 0;
}

void account_tell(struct account *account, const char *text)
{
    bool list = false;

    while (*text != '\0') {
        size_t length = masked(text, list = is_list(text, list));

        (void)fprintf(account->out, "%.*s", length > 0 ? (int)length : 1,
                      text);
        text += length > 0 ? length : 1;
        if (length > 0) {
            text += strspn(text, " ");
            text += strspn(text, "0123456789");
            (void)fputs("N", account->out);
        }
    }
    (void)fputs("\n", account->out);
}

long long account_clock(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* this one cannot fail */
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- Clients ------------------------------------------------------------ */

void account_settle(struct account *account)
{
    struct rest rest = {.pid = account->server->process.pid,
                        .sockets = account->sockets + (long)account->clients};

    gauge_await(&rest);
}

struct tls_client *account_enter(struct account *account, const char *name,
                                 const char *version,
                                 const gnutls_datum_t *resume, int buffer)
{
    struct tls_client *client =
        tls_connect(account->server,
                    &(struct tls_setup){.certificate = name,
                                        .priorities = version,
                                        .resume = resume,
                                        .receive_buffer = buffer,
                                        .segment = buffer > 0 ? ETHERNET : 0});

    account->clients++;
    account_settle(account);
    return client;
}

void account_leave(struct account *account, struct tls_client *client)
{
    tls_bye(client);
    account->clients--;
    account_settle(account);
}

/* A file's bytes are told by how many, and by the first and the last. */
static void tell_answer(struct account *account, const char *request,
                        const struct http_response *response)
{
    const char *body = response->body;
    size_t length = response->length;
    char line[256];

    (void)snprintf(line, sizeof line, "%.*s: %ld", (int)strcspn(request, "\r"),
                   request, response->status);
    account_tell(account, line);
    if (length == 0 || body == NULL)
        return;
    if (isprint((unsigned char)body[0])) {
        account_tell(account, body);
        return;
    }
    (void)snprintf(line, sizeof line, "%zu bytes, from %d to %d", length,
                   body[0], body[length - 1]);
    account_tell(account, line);
}

void account_ask(struct account *account, struct tls_client *client,
                 const char *request)
{
    scoped_response struct http_response response = {0};

    if (!tls_exchange(client, request, &response))
        account_tell(account, "the answer is not whole");
    tell_answer(account, request, &response);
}

void account_tell_audit(struct account *account, const char *what, size_t mark,
                        const char *method)
{
    char pattern[64];
    const char *line = NULL;

    account_settle(account);
    (void)snprintf(pattern, sizeof pattern, " audit .* method=%s ", method);
    line = service_log_wait(account->server, mark, pattern);
    (void)fprintf(account->out, "%s: ", what);
    account_tell(account, strstr(line, "method="));
}

struct tls_client *account_begin_download(struct account *account)
{
    struct tls_client *client =
        account_enter(account, "sensor-1", TLS_1_3, NULL, 4096);
    char part[64];

    assert_gnutls_ok(tls_send_text(client, GET("/firmware/big.bin")));
    if (tls_receive(client, part, sizeof part) <= 0)
        account_tell(account, "the download does not begin");
    return client;
}

void account_break_off(struct account *account, struct tls_client *client)
{
    tls_close(client);
    account->clients--;
    account_settle(account);
}
