/* SPDX-License-Identifier: MIT */
/*
 * Series of triggers, and what a series of reloads is made of.
 */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acts.h"
#include "support.h"

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

void act_reload_fails(struct series *series, unsigned i)
{
    (void)i;
    reload(series->server, "reload failed");
}

void act_spoil(struct series *series)
{
    char path[PATH_SIZE];
    size_t size = 0;
    char *text = NULL;

    service_file(series->server, "ca.pem", path);
    text = read_file(path, &size);
    write_file(path, text, size / 2);
    free(text);
}

void act_mend(struct series *series)
{
    char good[PATH_SIZE];

    cert_path(good, "ca");
    service_replace(series->server, "ca.pem", good);
    reload(series->server, "reloaded key");
}

/* ---- Series ------------------------------------------------------------ */

void series_begin(struct series *series, struct service *server,
                  const struct trigger *trigger)
{
    *series = (struct series){.server = server, .trigger = trigger};
    if (trigger->begin != NULL)
        trigger->begin(series);
}

void series_step(struct series *series, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        series->trigger->step(series, i);
}

void series_end(struct series *series)
{
    if (series->trigger->end != NULL)
        series->trigger->end(series);
    series_drop(series);
}

void series_drop(struct series *series)
{
    for (int v = 0; v < 2; v++)
        gnutls_free(series->ticket[v].data);
    *series = (struct series){0};
}
