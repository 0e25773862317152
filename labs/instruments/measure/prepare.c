/* SPDX-License-Identifier: MIT */
#include "prepare.h"

#include <stdio.h>
#include <stdlib.h>

#include "say.h"

#include "probe/certs.h"
#include "probe/failure.h"
#include "probe/visitor.h"

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

static void try_version(void *object)
{
    const struct try *try = object;
    const struct service *service = try->subject->service;
    struct visitor *visitor = visitor_enter(service, "sensor-1", try->minor);
    char *why = visitor_distrusts(visitor);

    if (why != NULL)
        give_up("the server's certificate: %s Is --ca that of its issuer?",
                why);
    visitor_ask(visitor, service->ask, 0);
    visitor_leave(visitor);
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
            visitors_close_all();
        }
    }
    if (!speaks[0] && !speaks[1])
        fail_because("the server serves no client: %s", why);
    if (!speaks[0] || !speaks[1])
        subject->service->only_minor = speaks[0] ? 2 : 3;
}
