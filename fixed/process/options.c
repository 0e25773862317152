/* SPDX-License-Identifier: MIT */
/* getopt_long is a GNU function. */
#define _GNU_SOURCE
#include "process/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process/log.h"

#define PROGRAM "mtls-server"

static const char help[] =
    "Usage: " PROGRAM " --cert FILE --key FILE --ca FILE [OPTION]...\n"
    "A telemetry gateway over mutual TLS: who has no acceptable certificate\n"
    "is refused in the handshake.\n"
    "\n"
    "  --cert FILE            certificate chain of the server, PEM\n"
    "  --key FILE             its private key, PEM\n"
    "  --ca FILE              who signs the clients' certificates, PEM\n"
    "  --crl FILE             a list of the revoked by each CA, PEM (none)\n"
    "  --crl-partial          an issuer without a list revokes nobody\n"
    "  --allow RULE           who may do what, up to 64 times (default:\n"
    "                         every client of --ca may do all): see README,\n"
    "                         ROLE=uri:spiffe://kit.test/sensor/*\n"
    "  --data DIR             folder of GET /firmware/NAME (default: none)\n"
    "  --listen ADDR          numeric address (127.0.0.1)\n"
    "  --port N               0 to 65535, 0 picks a free one (8443)\n"
    "  --threads N            1 to 64 event loops (2)\n"
    "  --timeout SECONDS      1 to 3600: for a handshake, then each silence\n"
    "                         of a client, and the drain at the end (30)\n"
    "  --request-time SECONDS 1 to 86400: for a request and its answer (600)\n"
    "  --body-rate BYTES      1 to 1048576: so much of a body must come a\n"
    "                         second, once --timeout is over (500)\n"
    "  --max-connections N    1 to 65536; more clients wait (2000)\n"
    "  --max-per-address N    1 to 65536 of them by one IPv4 address, or one\n"
    "                         IPv6 network (/64); more are closed (65536)\n"
    "  --max-requests N       1 to 1000000; then a connection ends (10000)\n"
    "  --max-body BYTES       1 to 16777216: a request's body (65536)\n"
    "  --reserve N            32 to 4096 descriptors not for clients (64)\n"
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

#define EXTRAS_MAX 16

static const struct extra *extras[EXTRAS_MAX];
static int extra_count;

void options_add(const struct extra *extra)
{
    if (extra_count < EXTRAS_MAX)
        extras[extra_count++] = extra;
}

static int usage_error(const char *name, const char *what)
{
    (void)fprintf(stderr, PROGRAM ": %s %s; see --help\n", name, what);
    return 2;
}

/* ---- What an option does: -1, or the status to exit with --------------- */

int options_number(const char *name, const char *text, unsigned long low,
                   unsigned long high, unsigned long *number)
{
    char what[160];

    errno = 0;
    *number = strtoul(text, NULL, 10);
    /* Digits only: strtoul alone would take blanks, signs and "12x". */
    if (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0' &&
        errno == 0 && *number >= low && *number <= high)
        return -1;
    (void)snprintf(what, sizeof what,
                   "takes a number from %lu to %lu, not '%.80s'", low, high,
                   text);
    return usage_error(name, what);
}

static int add_rule(struct options *options, const char *text)
{
    if (options->allow_count == sizeof options->allow / sizeof *options->allow)
        return usage_error("--allow", "is taken 64 times");
    options->allow[options->allow_count++] = text;
    return -1;
}

static int set_partial(struct options *options, const char *text)
{
    (void)text;
    options->crl_partial = true;
    return -1;
}

static int set_log_level(struct options *options, const char *text)
{
    (void)options;
    return log_set_level(text) == 0
               ? -1
               : usage_error("--log-level",
                             "takes debug, info, warning or error");
}

#ifdef LAB_MODES
static int set_client_auth(struct options *options, const char *text)
{
    options->client_auth = strcmp(text, "none") != 0;
    return !options->client_auth || strcmp(text, "required") == 0
               ? -1
               : usage_error("--client-auth", "takes required or none");
}

static int set_plain(struct options *options, const char *text)
{
    (void)text;
    options->plain = true;
    options->client_auth = false;
    return -1;
}
#endif

static int show_help(struct options *options, const char *text)
{
    bool told = fputs(help, stdout) >= 0;

    (void)options, (void)text;
    for (int i = 0; i < extra_count; i++)
        told = told && fputs(extras[i]->help, stdout) >= 0;
    return !told || fputs(help_end, stdout) < 0 || fflush(stdout) != 0;
}

static int show_version(struct options *options, const char *text)
{
    (void)options, (void)text;
    return puts(PROGRAM " 1.0.0") < 0 || fflush(stdout) != 0;
}

/* ---- The table --------------------------------------------------------- */

#define TEXT(field) 0, offsetof(struct options, field), 0, 0, NULL
#define NUMBER(field, usual, low, high) \
    (usual), offsetof(struct options, field), (low), (high), NULL

static const struct known {
    const char *name;
    int has_value;
    unsigned usual;
    size_t at; /* of a text or a number: its place in struct options */
    unsigned long low, high; /* both 0: it is no number */
    int (*set)(struct options *options, const char *text); /* in its place */
} known[] = {
    {"listen", 1, TEXT(listen)},
    {"port", 1, NUMBER(port, 8443, 0, 65535)},
    {"cert", 1, TEXT(cert)},
    {"key", 1, TEXT(key)},
    {"ca", 1, TEXT(ca)},
    {"crl", 1, TEXT(crl)},
    {"crl-partial", 0, 0, 0, 0, 0, set_partial},
    {"allow", 1, 0, 0, 0, 0, add_rule},
    {"data", 1, TEXT(data)},
    {"threads", 1, NUMBER(threads, 2, 1, 64)},
    {"timeout", 1, NUMBER(timeout, 30, 1, 3600)},
    {"request-time", 1, NUMBER(request_time, 600, 1, 86400)},
    {"body-rate", 1, NUMBER(body_rate, 500, 1, 1048576)},
    {"max-connections", 1, NUMBER(max_connections, 2000, 1, 65536)},
    {"max-per-address", 1, NUMBER(max_per_address, 65536, 1, 65536)},
    {"max-requests", 1, NUMBER(max_requests, 10000, 1, 1000000)},
    {"max-body", 1, NUMBER(max_body, 65536, 1, 16777216)},
    {"reserve", 1, NUMBER(reserve, 64, 32, 4096)},
    {"log-level", 1, 0, 0, 0, 0, set_log_level},
#ifdef LAB_MODES
    {"client-auth", 1, 0, 0, 0, 0, set_client_auth},
    {"plain", 0, 0, 0, 0, 0, set_plain},
#endif
    {"help", 0, 0, 0, 0, 0, show_help},
    {"version", 0, 0, 0, 0, 0, show_version},
};
#define KNOWN ((int)(sizeof known / sizeof *known))

static void *place_of(struct options *options, int i)
{
    return (char *)options + known[i].at;
}

static int set_option(struct options *options, int i, const char *text)
{
    char name[32];
    unsigned long number = 0;
    int status = -1;

    if (i >= KNOWN)
        return extras[i - KNOWN]->set(text);
    if (known[i].set != NULL)
        return known[i].set(options, text);
    if (known[i].high == 0) {
        *(const char **)place_of(options, i) = text;
        return -1;
    }
    (void)snprintf(name, sizeof name, "--%s", known[i].name);
    status = options_number(name, text, known[i].low, known[i].high, &number);
    *(unsigned *)place_of(options, i) = (unsigned)number;
    return status;
}

/* ---- The whole line ---------------------------------------------------- */

static int check_required(const struct options *options)
{
    if (!options->plain && options->cert == NULL)
        return usage_error("--cert FILE", "is missing");
    if (!options->plain && options->key == NULL)
        return usage_error("--key FILE", "is missing");
    if (!options->plain && options->ca == NULL)
        return usage_error("--ca FILE", "is missing");
    return -1;
}

#define FIRST 256 /* an option's number, for getopt_long: it is no letter */

int options_parse(struct options *options, int argc, char **argv)
{
    struct option list[KNOWN + EXTRAS_MAX + 1] = {{0}};
    char letter[3] = "";
    int option = 0;
    int status = -1;

    *options = (struct options){.listen = "127.0.0.1", .client_auth = true};
    for (int i = 0; i < KNOWN; i++) {
        list[i] = (struct option){known[i].name, known[i].has_value, NULL,
                                  FIRST + i};
        if (known[i].high > 0)
            *(unsigned *)place_of(options, i) = known[i].usual;
    }
    for (int i = 0; i < extra_count; i++)
        list[KNOWN + i] =
            (struct option){extras[i]->name, 1, NULL, FIRST + KNOWN + i};
    opterr = 0; /* our own messages: they end with the remedy */
    while ((option = getopt_long(argc, argv, ":", list, NULL)) != -1) {
        if (option == '?' && optopt != 0 && optopt < FIRST) {
            (void)snprintf(letter, sizeof letter, "-%c", optopt);
            return usage_error(letter, "is not an option");
        }
        if (option == '?')
            return usage_error(argv[optind - 1], "is not an option");
        if (option == ':')
            return usage_error(argv[optind - 1], "needs a value");
        status = set_option(options, option - FIRST, optarg);
        if (status >= 0)
            return status;
    }
    if (optind < argc)
        return usage_error(argv[optind], "is not an option");
    return check_required(options);
}
