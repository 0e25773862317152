/* SPDX-License-Identifier: MIT */
/*
 * From the codes of GnuTLS and the transport to what a reader can use.
 */
#include "failure.h"

#include <stdio.h>

/*
 * Keeps the first reason: what the transport saw says more than the
 * GNUTLS_E_PULL_ERROR that GnuTLS makes of it.
 */
void client_fail(struct client *client, enum failure failure,
                 const char *doing, const char *detail)
{
    static const char *const words[] = {
        [FAILURE_NO_SERVER] = "nothing listens there",
        [FAILURE_CLOSED] = "the server closed the connection",
        [FAILURE_TIMEOUT] = "timed out",
        [FAILURE_STOPPED] = "stopped",
    };

    if (client->failure == FAILURE_NONE)
        client->failure = failure;
    if (client->failure < FAILURE_OTHER && words[client->failure] != NULL)
        detail = words[client->failure];
    (void)snprintf(client->error, sizeof client->error, "%s: %s", doing,
                   detail);
}

static void fail_verification(struct client *client)
{
    unsigned status = gnutls_session_get_verify_cert_status(client->session);
    gnutls_datum_t text = {NULL, 0};

    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509,
                                                     &text, 0) == 0) {
        client_fail(client, FAILURE_OTHER, "server certificate",
                    (const char *)text.data);
        gnutls_free(text.data);
    } else {
        client_fail(client, FAILURE_OTHER, "server certificate",
                    "not accepted");
    }
}

void client_fail_gnutls(struct client *client, const char *doing, int rc)
{
    char alert[128];

    switch (rc) {
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
    case GNUTLS_E_WARNING_ALERT_RECEIVED:
        client->alert = (int)gnutls_alert_get(client->session);
        (void)snprintf(
            alert, sizeof alert, "alert %d: %s", client->alert,
            gnutls_alert_get_name((gnutls_alert_description_t)client->alert));
        client_fail(client, FAILURE_ALERT, doing, alert);
        break;
    case GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR:
        fail_verification(client);
        break;
    case GNUTLS_E_PREMATURE_TERMINATION:
        client_fail(client, FAILURE_CLOSED, doing, "");
        break;
    default:
        client_fail(client, FAILURE_OTHER, doing, gnutls_strerror(rc));
        break;
    }
}
