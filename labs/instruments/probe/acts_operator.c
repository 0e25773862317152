/* SPDX-License-Identifier: MIT */
/*
 * What an operator does: reloads, good and bad.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "acts.h"
#include "probe.h"

/* ---- Reloads ----------------------------------------------------------- */

/* How it went, or NULL; an audit line, too, has the word: "reloads=0". */
static const char *outcome_in(const char *text)
{
    const char *good = strstr(text, "reloaded ");

    return good != NULL ? good : strstr(text, "reload failed");
}

/*
 * Waits for the server's line on its reload. service_reload() of the support
 * library reads the log anew each time: too much for hundreds of reloads.
 */
static void reload(struct service *server, const char *outcome)
{
    struct deadline deadline = deadline_start();
    char text[4096] = "";
    size_t length = 0;
    int log = open(server->process.err, O_RDONLY | O_CLOEXEC);

    assert_system_ok(log);
    assert_system_ok(lseek(log, 0, SEEK_END));
    service_signal(server, SIGHUP);
    while (outcome_in(text) == NULL ||
           strchr(outcome_in(text), '\n') == NULL) {
        ssize_t got = read(log, text + length, sizeof text - 1 - length);

        if (got > 0)
            length += (size_t)got;
        text[length] = '\0';
        if (got <= 0 && !deadline_wait(&deadline))
            break;
    }
    (void)close(log); /* only read from */
    if (strstr(text, outcome) == NULL)
        fail_because("SIGHUP: the log does not say \"%s\" but: %s", outcome,
                     text);
}

void act_reload(struct series *series, unsigned i)
{
    (void)i;
    reload(series->server, "reloaded key");
}

void act_reload_and_ask(struct series *series, unsigned i)
{
    act_reload(series, i);
    act_ask_again(series, i);
}

/* An operator reloads in the midst of it. */
void act_reloaded_download(struct series *series, unsigned i)
{
    struct tls_client *client =
        act_begin_download(series->server, minor_of(series, i));

    act_reload(series, i);
    tls_reset(client);
}

void act_reload_fails(struct series *series, unsigned i)
{
    (void)i;
    reload(series->server, "reload failed");
}

/* The file that the trigger names is cut in the middle. */
void act_spoil(struct series *series)
{
    char path[PATH_SIZE];
    size_t size = 0;
    char *text = NULL;

    service_file(series->server, series->trigger->argument, path);
    text = read_file(path, &size);
    write_file(path, text, size / 2);
    free(text);
}

void act_give_other_key(struct series *series)
{
    char path[PATH_SIZE];

    key_path(path, "server-2");
    service_replace(series->server, "server-key.pem", path);
}

void act_mend(struct series *series)
{
    static const char *const files[] = {"ca.pem", "server-key.pem", "crl.pem"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char good[PATH_SIZE];

        join_path(good, certs_folder(), files[i]);
        service_replace(series->server, files[i], good);
    }
    reload(series->server, "reloaded key");
}

/* ---- Overdue ------------------------------------------------------------ */

/* Who was let in, and has a ticket, before the list was due; or NULL. */
static struct tls_client *come_early(struct series *series, time_t due)
{
    const struct tls_setup setup = tls_as("sensor-1", 2);
    struct tls_client *client = NULL;
    scoped_response struct http_response response = {0};
    char path[PATH_SIZE];

    service_file(series->server, "crl.pem", path);
    crl_issue(path, due, false);
    reload(series->server, "reload");
    client = tls_open(series->server, &setup);
    if (tls_handshake(client) == 0 &&
        tls_exchange(client, series->server->ask, &response) &&
        response.status == 200) {
        series->ticket[0] = tls_session(client);
        return client;
    }
    tls_end(client);
    return NULL;
}

/*
 * What is due is due so soon that a slow machine may be too late: then once
 * more. Who was let in before asks when it is overdue, and is turned away.
 */
static void outstay(struct series *series,
                    struct tls_client *(*come)(struct series *series,
                                               time_t due))
{
    struct deadline deadline = deadline_start();
    struct tls_client *client = NULL;
    time_t due = 0;

    for (time_t seconds = 2; client == NULL && deadline_left(&deadline) > 0;
         seconds *= 2) {
        due = time(NULL) + seconds;
        client = come(series, due);
    }
    if (client == NULL)
        fail_because("nobody was let in before it was due");
    while (time(NULL) <= due)
        (void)poll(NULL, 0, 20); /* from look to look */
    if (!service_is_per_request())
        tls_ask(client, GET("/healthz"), 403);
    tls_end(client);
}

void act_let_list_expire(struct series *series)
{
    outstay(series, come_early);
}

/* TLS 1.2, whose ticket is as good the second time. */
void act_overdue(struct series *series, unsigned i)
{
    struct tls_setup setup = tls_as("sensor-1", minor_of(series, i));

    act_be_refused(series->server, &setup);
    setup = tls_as("sensor-1", 2);
    setup.resume = &series->ticket[0];
    act_be_refused(series->server, &setup);
}

/* ---- Revoked since ------------------------------------------------------ */

static void use_list(struct service *server, const char *name)
{
    char path[PATH_SIZE];

    cert_path(path, name);
    service_replace(server, "crl.pem", path);
    reload(server, "reloaded key");
}

/* Let in, then revoked, then it asks. */
void act_forbidden(struct series *series, unsigned i)
{
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    use_list(series->server, "crl-sensor-1");
    tls_ask(client, GET("/healthz"), series->trigger->status);
    tls_end(client);
    use_list(series->server, "crl");
}

/* Revoked in mid-download: what is left of it does not come. */
void act_cut_off_download(struct series *series, unsigned i)
{
    struct tls_client *client =
        act_begin_download(series->server, minor_of(series, i));

    use_list(series->server, "crl-sensor-1");
    act_read_to_end(client);
    use_list(series->server, "crl");
}

/* ---- Outlived ----------------------------------------------------------- */

/* Who was let in before its certificate expired; or NULL. */
static struct tls_client *come_short_lived(struct series *series,
                                           time_t expiry)
{
    gnutls_datum_t der = cert_issue("short-lived", 11, expiry);
    struct tls_client *client =
        tls_try(series->server, &(struct tls_setup){.der = &der});
    scoped_response struct http_response response = {0};

    gnutls_free(der.data);
    if (client != NULL && tls_exchange(client, GET("/healthz"), &response) &&
        response.status == 200)
        return client;
    tls_close(client);
    return NULL;
}

/* One whose certificate expires while it is connected; and then it asks. */
void act_outlive(struct series *series)
{
    outstay(series, come_short_lived);
}
