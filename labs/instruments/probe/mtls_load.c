/* SPDX-License-Identifier: MIT */
#include "mtls_load.h"

#include <stdlib.h>

#include "certs.h"
#include "failure.h"

#define OPTIONS_MAX 30

void mtls_load_start(struct process *process, const char *folder,
                     const struct service *server, const char *const *options)
{
    const char *instruments = getenv("MTLS_INSTRUMENTS");
    char program[PATH_SIZE], ca[PATH_SIZE], cert[PATH_SIZE], key[PATH_SIZE];
    char unexpected[PATH_SIZE];
    const char *argv[OPTIONS_MAX + 12] = {
        program, "--quiet", "--ca",         ca,        "--cert", cert,
        "--key", key,       "--unexpected", unexpected};
    size_t count = 10;

    join_path(program, instruments != NULL ? instruments : ".", "mtls-load");
    join_path(unexpected, certs_folder(), "unexpected");
    cert_path(ca, "ca");
    cert_path(cert, "sensor-1");
    key_path(key, "sensor-1");
    for (; *options != NULL; options++) {
        if (count == OPTIONS_MAX + 10)
            fail_because("more than %d options of mtls-load", OPTIONS_MAX);
        argv[count++] = *options;
    }
    argv[count] = server->url;
    process_start(process, folder, &(struct command){.argv = argv});
}
