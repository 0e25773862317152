/* SPDX-License-Identifier: MIT */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

static const char help[] =
    "usage: scan [OPTION]... --ca FILE https://HOST:PORT[/PATH]\n"
    "Says what a stranger can find out about a server with mutual TLS. It "
    "only\n"
    "reads: no request of it asks for a change.\n"
    "\n"
    "Who asks:\n"
    "  --ca FILE            the server's issuer\n"
    "  --cert FILE, --key FILE    a client that is let in: else nothing "
    "behind\n"
    "                       the handshake is looked at, if that is well kept\n"
    "  --also NAME=CERT,KEY    a client that must be refused: expired,\n"
    "                       not-yet-valid, wrong-purpose, revoked, not-a-ca,\n"
    "                       weak-key\n"
    "  --bad FOLDER         all of those that it has, as NAME.pem and\n"
    "                       NAME-key.pem (certs/unexpected)\n"
    "What for:\n"
    "  --route PATH         another one besides that of the URL\n"
    "  --slow SECONDS       that an unfinished client may stay (65; 0: is "
    "not\n"
    "                       looked at)\n"
    "  --connections N      idle ones at a time, 0 to 512 (64)\n"
    "  --patience SECONDS   for an answer (5)\n"
    "  --pid PID            of the server: what clients leave behind, too\n"
    "  --meter DIR          its HEAPMETER_DIR: to the byte\n"
    "  --fill N             visits before that is looked at (256)\n"
    "  --i-may              also an address that is not private\n"
    "How it is told:\n"
    "  --format table|json|sarif\n"
    "  --threshold N        points, 0 to 100: less is exit status 1 (80)\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 the threshold is reached; 1 it is not; 2 not scanned, or\n"
    "misused.\n";

/* Returns -1, or the exit status. */
static int whole(const char *name, long low, long high, long *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtol(optarg, &end, 10);
    if (errno == 0 && end != optarg && *end == '\0' && *value >= low &&
        *value <= high)
        return -1;
    say("--%s %s: must be a number from %ld to %ld; see --help", name, optarg,
        low, high);
    return NOT_SCANNED;
}

static int set_number(struct options *options, int option)
{
    long pid = 0;
    int status = -1;

    switch (option) {
    case 'P':
        status = whole("pid", 1, 1 << 22, &pid);
        options->pid = (pid_t)pid;
        return status;
    case 't':
        return whole("threshold", 0, 100, &options->threshold);
    case 's':
        return whole("slow", 0, 3600, &options->slow);
    case 'n':
        return whole("connections", 0, CONNECTIONS_MAX, &options->connections);
    case 'f':
        return whole("fill", 0, 1000000, &options->fill);
    default:
        return whole("patience", 1, 600, &options->patience);
    }
}

static int set_format(struct options *options)
{
    static const char *const names[] = {"table", "json", "sarif"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(optarg, names[i]) == 0) {
            options->format = i;
            return -1;
        }
    }
    say("--format %s: must be table, json or sarif", optarg);
    return NOT_SCANNED;
}

static int add(const char *name, const char **list, size_t *count, size_t most)
{
    if (*count == most) {
        say("--%s: no more than %zu of them", name, most);
        return NOT_SCANNED;
    }
    list[(*count)++] = optarg;
    return -1;
}

static int set_route(struct options *options)
{
    if (optarg[0] == '/' && strpbrk(optarg, " \t\r\n") == NULL &&
        strlen(optarg) < sizeof options->address.path)
        return add("route", options->routes, &options->route_count,
                   ROUTES_MAX);
    say("--route %s: must be a path as /readings, without blanks", optarg);
    return NOT_SCANNED;
}

static int set(struct options *options, int option)
{
    const char **text = option == 'c'   ? &options->cert
                        : option == 'k' ? &options->key
                        : option == 'a' ? &options->ca
                        : option == 'b' ? &options->bad
                        : option == 'M' ? &options->meter
                                        : NULL;

    if (text != NULL) {
        *text = optarg;
        return -1;
    }
    switch (option) {
    case 'A':
        return add("also", options->also, &options->also_count, ALSO_MAX);
    case 'r':
        return set_route(options);
    case 'F':
        return set_format(options);
    case 'i':
        options->i_may = true;
        return -1;
    case 'h':
        (void)fputs(help, stdout); /* main() looks whether it arrived */
        return 0;
    case 'v':
        (void)puts("scan 1.0.0");
        return 0;
    case '?':
        return NOT_SCANNED; /* getopt_long has said why */
    default:
        return set_number(options, option);
    }
}

static int check(struct options *options)
{
    const char *problem = NULL;

    if (options->url == NULL)
        problem = "say which server: " ADDRESS_FORM;
    else if (options->ca == NULL)
        problem = "--ca is missing: the CA of the server, in PEM";
    else if ((options->cert == NULL) != (options->key == NULL))
        problem = "--cert and --key go together";
    else if (options->meter != NULL && options->pid == 0)
        problem = "--meter needs --pid";
    if (problem != NULL) {
        say("%s; see --help", problem);
        return NOT_SCANNED;
    }
    if (address_parse(&options->address, options->url) < 0) {
        say("%s: must be " ADDRESS_FORM, options->url);
        return NOT_SCANNED;
    }
    if (options->address.port == 0)
        options->address.port = 443;
    options->routes[0] = options->address.path;
    return -1;
}

int options_parse(struct options *options, int argc, char **argv)
{
    static const struct option names[] = {
        {"cert", required_argument, NULL, 'c'},
        {"key", required_argument, NULL, 'k'},
        {"ca", required_argument, NULL, 'a'},
        {"also", required_argument, NULL, 'A'},
        {"bad", required_argument, NULL, 'b'},
        {"route", required_argument, NULL, 'r'},
        {"slow", required_argument, NULL, 's'},
        {"connections", required_argument, NULL, 'n'},
        {"patience", required_argument, NULL, 'p'},
        {"pid", required_argument, NULL, 'P'},
        {"meter", required_argument, NULL, 'M'},
        {"fill", required_argument, NULL, 'f'},
        {"format", required_argument, NULL, 'F'},
        {"threshold", required_argument, NULL, 't'},
        {"i-may", no_argument, NULL, 'i'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    static char program[] = "scan"; /* getopt's messages begin with it */
    int option = 0;
    int status = -1;

    *options = (struct options){.threshold = 80,
                                .slow = 65,
                                .patience = 5,
                                .connections = 64,
                                .fill = 256,
                                .route_count = 1};
    argv[0] = program;
    while (status < 0 &&
           (option = getopt_long(argc, argv, "", names, NULL)) != -1)
        status = set(options, option);
    if (status >= 0)
        return status;
    if (optind < argc)
        options->url = argv[optind++];
    if (optind < argc) {
        say("%s: one server at a time; see --help", argv[optind]);
        return NOT_SCANNED;
    }
    return check(options);
}
