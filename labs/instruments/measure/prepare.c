/* SPDX-License-Identifier: MIT */
#include "prepare.h"

#include <stdio.h>
#include <stdlib.h>

#include "say.h"

#include "probe/certs.h"
#include "probe/failure.h"
#include "probe/tls_client.h"

/* The names that the triggers know: certs.h. */
static void copy_certificates(const struct options *options)
{
    static char folder[PATH_SIZE];
    char path[PATH_SIZE];

    make_folder(folder);
    (void)setenv("MTLS_CERTS", folder, 1); /* it is no empty name */
    join_path(path, folder, "sensor-1.pem");
    copy_file(options->cert, path);
    join_path(path, folder, "sensor-1-key.pem");
    copy_file(options->key, path);
    join_path(path, folder, "ca.pem");
    copy_file(options->ca, path);
    impostor_issue(folder);
}

struct
try {
    struct subject *subject;
    int minor;
};

/* Why its certificate is not to be trusted, or NULL; gnutls_free() it. */
static char *distrusted(const struct tls_client *client)
{
    gnutls_datum_t text = {NULL, 0};
    unsigned status = 0;

    assert_gnutls_ok(
        gnutls_certificate_verify_peers2(tls_library(client), &status));
    if (status != 0)
        assert_gnutls_ok(gnutls_certificate_verification_status_print(
            status, GNUTLS_CRT_X509, &text, 0));
    return (char *)text.data;
}

/* As long as a socket may stay, a connection may: reading.c. */
static void see_its_end(struct subject *subject, struct tls_client *client)
{
    if (subject->service->never_ends ||
        !tls_ends_within(client, (unsigned)(1000 * subject->linger))) {
        subject->service->never_ends = true;
        say("the server does not end a connection whose client has: nobody "
            "waits for that");
    }
    tls_close(client);
}

static void try_version(void *object)
{
    const struct try *try = object;
    const struct service *service = try->subject->service;
    struct tls_client *client = tls_enter(service, "sensor-1", try->minor);
    char *why = distrusted(client);

    if (why != NULL)
        give_up("the server's certificate: %s Is --ca that of its issuer?",
                why);
    tls_ask(client, service->ask, 0);
    see_its_end(try->subject, client);
}

void prepare_clients(struct subject *subject)
{
    bool speaks[2] = {false, false};
    char why[512] = "";

    if (subject->service == NULL)
        return;
    copy_certificates(subject->options);
    for (int v = 0; v < 2; v++) {
        struct try try = {subject, 2 + v};

        speaks[v] = attempt(try_version, &try);
        if (!speaks[v]) {
            (void)snprintf(why, sizeof why, "%s", say_reason());
            tls_close_all();
        }
    }
    if (!speaks[0] && !speaks[1])
        fail_because("the server serves no client: %s", why);
    if (!speaks[0] || !speaks[1])
        subject->service->only_minor = speaks[0] ? 2 : 3;
}
