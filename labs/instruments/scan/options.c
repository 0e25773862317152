/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <string.h>
#include <unistd.h>

#include "probe/arguments.h"

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
    "  --patience SECONDS   for a part of an answer (5); four times that for "
    "all\n"
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

static int set_format(void *object, const char *text)
{
    static const char *const names[] = {"table", "json", "sarif"};
    struct options *options = object;

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            options->format = i;
            return -1;
        }
    }
    return arguments_wrong("--format %s: must be table, json or sarif", text);
}

static int add_also(void *object, const char *text)
{
    struct options *options = object;

    if (options->also_count == ALSO_MAX)
        return arguments_wrong("--also: no more than %d of them", ALSO_MAX);
    options->also[options->also_count++] = text;
    return -1;
}

static int add_route(void *object, const char *text)
{
    struct options *options = object;

    if (text[0] != '/' || strpbrk(text, " \t\r\n") != NULL ||
        strlen(text) >= sizeof options->address.path)
        return arguments_wrong("--route %s: must be a path as /readings, "
                               "without blanks",
                               text);
    if (options->route_count == ROUTES_MAX)
        return arguments_wrong("--route: no more than %d of them", ROUTES_MAX);
    options->routes[options->route_count++] = text;
    return -1;
}

static const struct argument rows[] = {
    {"ca", ARGUMENT_TEXT, AT(ca), 0, 0, NULL},
    {"cert", ARGUMENT_TEXT, AT(cert), 0, 0, NULL},
    {"key", ARGUMENT_TEXT, AT(key), 0, 0, NULL},
    {"also", ARGUMENT_CALL, 0, 0, 0, add_also},
    {"bad", ARGUMENT_TEXT, AT(bad), 0, 0, NULL},
    {"route", ARGUMENT_CALL, 0, 0, 0, add_route},
    {"slow", ARGUMENT_LONG, AT(slow), 0, 3600, NULL},
    {"connections", ARGUMENT_LONG, AT(connections), 0, CONNECTIONS_MAX, NULL},
    {"patience", ARGUMENT_LONG, AT(patience), 1, 600, NULL},
    {"pid", ARGUMENT_PID, AT(pid), 0, 0, NULL},
    {"meter", ARGUMENT_TEXT, AT(meter), 0, 0, NULL},
    {"fill", ARGUMENT_LONG, AT(fill), 0, 1e6, NULL},
    {"format", ARGUMENT_CALL, 0, 0, 0, set_format},
    {"threshold", ARGUMENT_LONG, AT(threshold), 0, 100, NULL},
    {"i-may", ARGUMENT_FLAG, AT(i_may), 0, 0, NULL},
};

static const struct arguments line = {ARGUMENTS("scan")};

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
    if (problem != NULL)
        return arguments_wrong("%s", problem);
    if (address_parse(&options->address, options->url) < 0)
        return arguments_wrong("%s: must be " ADDRESS_FORM, options->url);
    if (options->address.port == 0)
        options->address.port = 443;
    options->routes[0] = options->address.path;
    return -1;
}

int options_parse(struct options *options, int argc, char **argv)
{
    int status = -1;

    *options = (struct options){.threshold = 80,
                                .slow = 65,
                                .patience = 5,
                                .connections = 64,
                                .fill = 256,
                                .route_count = 1};
    status = arguments_parse(&line, options, argc, argv);
    if (status >= 0)
        return status;
    if (optind < argc)
        options->url = argv[optind++];
    if (optind < argc)
        return arguments_wrong("%s: one server at a time", argv[optind]);
    return check(options);
}
