/* SPDX-License-Identifier: MIT */
/*
 * process/options: a command line, an argument a line.
 */
/* optind 0 has glibc's getopt_long begin anew. */
#define _GNU_SOURCE
#include <getopt.h>
#include <string.h>

#include "fuzz.h"
#include "life/parts.h"
#include "process/options.h"

#define ARGUMENTS_MAX 160

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int extended;
    char *text = malloc(size + 1);
    char *argv[ARGUMENTS_MAX + 2] = {"mtls-server"};
    struct options options;
    int argc = 1;
    int status = 0;

    must(text != NULL);
    if (extended++ == 0)
        parts_extend_options();
    memcpy(text, data, size);
    text[size] = '\0';
    for (char *line = text; line != NULL && argc <= ARGUMENTS_MAX;)
        argv[argc++] = strsep(&line, "\n");
    optind = 0;
    status = options_parse(&options, argc, argv);
    must(status >= -1 && status <= 2);
    if (status == -1) {
        must(options.cert != NULL && options.key != NULL);
        must(options.ca != NULL && options.listen != NULL);
        must(options.port <= 65535 && options.allow_count <= 64);
        must(options.threads >= 1 && options.threads <= 64);
        must(options.timeout >= 1 && options.timeout <= 3600);
        must(options.max_connections >= 1 && options.max_body >= 1);
        must(options.client_auth && !options.plain);
    }
    free(text);
    return 0;
}
