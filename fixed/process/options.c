/* SPDX-License-Identifier: MIT */
/*
 * The command line, by getopt_long (getopt_long(3)). Each number has its
 * range in one table; what is outside is refused, not clamped.
 */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "process/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "process/extra.h"
#include "process/log.h"

#define VERSION "mtls-server 1.0.0"

enum {
    OPTION_LISTEN = 256,
    OPTION_PORT,
    OPTION_CERT,
    OPTION_KEY,
    OPTION_CA,
    OPTION_CRL,
    OPTION_CRL_PARTIAL,
    OPTION_ALLOW,
    OPTION_DATA,
    OPTION_THREADS,
    OPTION_TIMEOUT,
    OPTION_MAX_CONNECTIONS,
    OPTION_MAX_BODY,
    OPTION_LOG_LEVEL,
    OPTION_CLIENT_AUTH,
    OPTION_PLAIN,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_EXTRA /* and more: process/extra.h */
};

static const struct option long_options[] = {
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"port", required_argument, NULL, OPTION_PORT},
    {"cert", required_argument, NULL, OPTION_CERT},
    {"key", required_argument, NULL, OPTION_KEY},
    {"ca", required_argument, NULL, OPTION_CA},
    {"crl", required_argument, NULL, OPTION_CRL},
    {"crl-partial", no_argument, NULL, OPTION_CRL_PARTIAL},
    {"allow", required_argument, NULL, OPTION_ALLOW},
    {"data", required_argument, NULL, OPTION_DATA},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"max-connections", required_argument, NULL, OPTION_MAX_CONNECTIONS},
    {"max-body", required_argument, NULL, OPTION_MAX_BODY},
    {"log-level", required_argument, NULL, OPTION_LOG_LEVEL},
#ifdef LAB_MODES
    {"client-auth", required_argument, NULL, OPTION_CLIENT_AUTH},
    {"plain", no_argument, NULL, OPTION_PLAIN},
#endif
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
};
#define LONG_OPTIONS (sizeof long_options / sizeof *long_options)

static const char help[] =
    "Usage: mtls-server --cert FILE --key FILE --ca FILE [OPTION]...\n"
    "A telemetry gateway over mutual TLS: who has no acceptable certificate\n"
    "is refused in the handshake.\n"
    "\n"
    "  --cert FILE            certificate chain of the server, PEM\n"
    "  --key FILE             its private key, PEM\n"
    "  --ca FILE              who signs the clients' certificates, PEM\n"
    "  --crl FILE             revoked certificates, PEM: a list for each CA\n"
    "                         (default: none)\n"
    "  --crl-partial          an issuer without a list revokes nobody\n"
    "  --allow RULE           who may do what, up to 64 times (default:\n"
    "                         every client of --ca may do all): see README,\n"
    "                         ROLE=uri:spiffe://kit.test/sensor/*\n"
    "  --data DIR             folder of GET /firmware/NAME (default: none)\n"
    "  --listen ADDR          numeric address (127.0.0.1)\n"
    "  --port N               0 to 65535, 0 picks a free one (8443)\n"
    "  --threads N            1 to 64 event loops (2)\n"
    "  --timeout SECONDS      1 to 3600: for a handshake in all, then for\n"
    "                         each silence of a client, and for the drain\n"
    "                         at the end (30)\n"
    "  --max-connections N    1 to 65536; more clients wait (2000)\n"
    "  --max-body BYTES       1 to 16777216: a request's body (65536)\n"
    "  --log-level LEVEL      debug, info, warning or error (info)\n";

/* Behind the extras. */
static const char help_end[] =
#ifdef LAB_MODES
    "  --client-auth MODE     required or none (lab builds only)\n"
    "  --plain                HTTP without TLS (lab builds only)\n"
#endif
    "  --help, --version\n"
    "\n"
    "Signals: TERM and INT drain and exit 0 (a second one: at once); HUP\n"
    "reloads key, certificate, CA and CRL. Logs go to stderr.\n"
    "Exit status: 0 done, 1 failed, 2 wrong usage.\n";

/* ---- Errors ---------------------------------------------------------- */

static int usage_error(const char *name, const char *what)
{
    (void)fprintf(stderr, "mtls-server: %s %s; see --help\n", name, what);
    return 2;
}

/* ---- One option ------------------------------------------------------ */

static int set_number(struct options *options, int option, const char *text)
{
    static const struct {
        int option;
        const char *name;
        unsigned long low, high;
    } ranges[] = {
        {OPTION_PORT, "--port", 0, 65535},
        {OPTION_THREADS, "--threads", 1, 64},
        {OPTION_TIMEOUT, "--timeout", 1, 3600},
        {OPTION_MAX_CONNECTIONS, "--max-connections", 1, 65536},
        {OPTION_MAX_BODY, "--max-body", 1, 16777216},
    };
    unsigned long number = 0;
    size_t i = 0;

    while (ranges[i].option != option)
        i++;
    if (extra_number(ranges[i].name, text, ranges[i].low, ranges[i].high,
                     &number) >= 0)
        return 2;
    if (option == OPTION_PORT)
        options->port = (unsigned)number;
    else if (option == OPTION_THREADS)
        options->threads = (unsigned)number;
    else if (option == OPTION_TIMEOUT)
        options->timeout = (unsigned)number;
    else if (option == OPTION_MAX_CONNECTIONS)
        options->max_connections = (unsigned)number;
    else
        options->max_body = number;
    return -1;
}

static int add_rule(struct options *options, const char *text)
{
    if (options->allow_count == sizeof options->allow / sizeof *options->allow)
        return usage_error("--allow", "is taken 64 times");
    options->allow[options->allow_count++] = text;
    return -1;
}

static int set_text(struct options *options, int option, const char *text)
{
    if (option == OPTION_LISTEN)
        options->listen = text;
    else if (option == OPTION_CERT)
        options->cert = text;
    else if (option == OPTION_KEY)
        options->key = text;
    else if (option == OPTION_CA)
        options->ca = text;
    else if (option == OPTION_CRL)
        options->crl = text;
    else if (option == OPTION_CRL_PARTIAL)
        options->crl_partial = true;
    else if (option == OPTION_DATA)
        options->data = text;
    else if (option == OPTION_LOG_LEVEL && log_set_level(text) < 0)
        return usage_error("--log-level",
                           "takes debug, info, warning or error");
    return -1;
}

static int set_mode(struct options *options, int option, const char *text)
{
    if (option == OPTION_PLAIN) {
        options->plain = true;
        options->client_auth = false;
    } else if (strcmp(text, "none") == 0) {
        options->client_auth = false;
    } else if (strcmp(text, "required") != 0) {
        return usage_error("--client-auth", "takes required or none");
    }
    return -1;
}

static int show_help(void)
{
    bool told = fputs(help, stdout) >= 0 && extra_help() &&
                fputs(help_end, stdout) >= 0;

    return !told || fflush(stdout) != 0;
}

static int set_option(struct options *options, int option, const char *text)
{
    if (option >= OPTION_EXTRA)
        return extra_set(option - OPTION_EXTRA, text);
    switch (option) {
    case OPTION_HELP:
        return show_help();
    case OPTION_VERSION:
        return puts(VERSION) < 0 || fflush(stdout) != 0;
    case OPTION_PORT:
    case OPTION_THREADS:
    case OPTION_TIMEOUT:
    case OPTION_MAX_CONNECTIONS:
    case OPTION_MAX_BODY:
        return set_number(options, option, text);
    case OPTION_ALLOW:
        return add_rule(options, text);
    case OPTION_CLIENT_AUTH:
    case OPTION_PLAIN:
        return set_mode(options, option, text);
    default:
        return set_text(options, option, text);
    }
}

/* ---- The whole line -------------------------------------------------- */

static int check_required(const struct options *options)
{
    if (options->plain)
        return -1;
    if (options->cert == NULL)
        return usage_error("--cert FILE", "is missing");
    if (options->key == NULL)
        return usage_error("--key FILE", "is missing");
    if (options->ca == NULL)
        return usage_error("--ca FILE", "is missing");
    return -1;
}

int options_parse(struct options *options, int argc, char **argv)
{
    struct option list[LONG_OPTIONS + EXTRAS_MAX + 1] = {{0}};
    char letter[3] = "";
    int option = 0;
    int status = -1;

    *options = (struct options){
        .listen = "127.0.0.1",
        .port = 8443,
        .threads = 2,
        .timeout = 30,
        .max_connections = 2000,
        .max_body = 65536,
        .client_auth = true,
    };
    memcpy(list, long_options, sizeof long_options);
    extra_list(list + LONG_OPTIONS, OPTION_EXTRA);
    opterr = 0; /* our own messages: they end with the remedy */
    while ((option = getopt_long(argc, argv, ":", list, NULL)) != -1) {
        if (option == '?' && optopt != 0 && optopt < OPTION_LISTEN) {
            (void)snprintf(letter, sizeof letter, "-%c", optopt);
            return usage_error(letter, "is not an option");
        }
        if (option == '?')
            return usage_error(argv[optind - 1], "is not an option");
        if (option == ':')
            return usage_error(argv[optind - 1], "needs a value");
        status = set_option(options, option, optarg);
        if (status >= 0)
            return status;
    }
    if (optind < argc)
        return usage_error(argv[optind], "is not an option");
    return check_required(options);
}
