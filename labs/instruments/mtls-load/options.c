/* SPDX-License-Identifier: MIT */
/*
 * getopt_long over one table: each option says where its value goes and
 * which values it takes.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

/* ---- The table -------------------------------------------------------- */

enum type { TEXT, LONG, REAL, SEED, FLAG, MODE, TLS, HELP, VERSION };

struct entry {
    const char *name;
    enum type type;
    size_t offset; /* into struct options */
    double min;
    double max;
};

#define AT(field) offsetof(struct options, field)

static const struct entry table[] = {
    {"ca", TEXT, AT(ca), 0, 0},
    {"cert", TEXT, AT(cert), 0, 0},
    {"key", TEXT, AT(key), 0, 0},
    {"unexpected", TEXT, AT(unexpected), 0, 0},
    {"mix", TEXT, AT(mix), 0, 0},
    {"firmware", TEXT, AT(firmware), 0, 0},
    {"json", TEXT, AT(json), 0, 0},
    {"count", LONG, AT(count), 0, MAX_STEPS},
    {"concurrency", LONG, AT(concurrency), 1, MAX_CONCURRENCY},
    {"refuse-every", LONG, AT(refuse_every), 0, MAX_STEPS},
    {"hold", LONG, AT(hold), 0, MAX_HELD},
    {"hold-stalled", LONG, AT(hold_stalled), 0, MAX_HELD},
    {"rate", REAL, AT(rate), 0, 1e6},
    {"duration", REAL, AT(duration), 0, 1e6},
    {"timeout", REAL, AT(timeout), 0.001, 3600},
    {"stall", REAL, AT(stall), 0, 3600},
    {"seed", SEED, AT(seed), 0, 0},
    {"quiet", FLAG, AT(quiet), 0, 0},
    {"handshake", MODE, AT(handshake), 0, 0},
    {"tls", TLS, AT(tls), 0, 0},
    {"help", HELP, 0, 0, 0},
    {"version", VERSION, 0, 0, 0},
};

enum { ENTRIES = sizeof table / sizeof table[0] };

static const char *const modes[] = {"full", "resumed", "keep-alive"};

const char *options_handshake_name(enum handshake_mode mode)
{
    return modes[mode];
}

/* ---- Values ----------------------------------------------------------- */

static int wrong(const struct entry *entry, const char *value,
                 const char *wanted)
{
    say("--%s %s: give %s", entry->name, value, wanted);
    return -1;
}

static int set_long(const struct entry *entry, void *field, const char *value)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' ||
        number < (long)entry->min || number > (long)entry->max) {
        char range[64];

        (void)snprintf(range, sizeof range, "a whole number, %.0f to %.0f",
                       entry->min, entry->max);
        return wrong(entry, value, range);
    }
    *(long *)field = number;
    return 0;
}

static int set_real(const struct entry *entry, void *field, const char *value)
{
    char *end;
    double number;

    errno = 0;
    number = strtod(value, &end);
    if (errno != 0 || end == value || *end != '\0' || !isfinite(number) ||
        number < entry->min || number > entry->max) {
        char range[64];

        (void)snprintf(range, sizeof range, "a number, %g to %g", entry->min,
                       entry->max);
        return wrong(entry, value, range);
    }
    *(double *)field = number;
    return 0;
}

static int set_seed(const struct entry *entry, void *field, const char *value)
{
    char *end;
    unsigned long long number;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number > INT64_MAX ||
        value[0] == '-')
        return wrong(entry, value, "a whole number, 0 to 2^63 - 1");
    *(unsigned long long *)field = number;
    return 0;
}

static int set_mode(const struct entry *entry, void *field, const char *value)
{
    for (int i = HANDSHAKE_FULL; i <= HANDSHAKE_KEEP_ALIVE; i++) {
        if (strcmp(value, modes[i]) == 0) {
            *(enum handshake_mode *)field = (enum handshake_mode)i;
            return 0;
        }
    }
    return wrong(entry, value, "full, resumed or keep-alive");
}

static int set_value(const struct entry *entry, struct options *options,
                     const char *value)
{
    void *field = (char *)options + entry->offset;

    switch (entry->type) {
    case LONG:
        return set_long(entry, field, value);
    case REAL:
        return set_real(entry, field, value);
    case SEED:
        return set_seed(entry, field, value);
    case MODE:
        return set_mode(entry, field, value);
    case FLAG:
        *(bool *)field = true;
        return 0;
    case TLS:
        if (strcmp(value, "1.2") != 0 && strcmp(value, "1.3") != 0)
            return wrong(entry, value, "1.2 or 1.3");
        break;
    default:
        break;
    }
    *(const char **)field = value;
    return 0;
}

/* ---- The whole line --------------------------------------------------- */

static int check(const struct options *options)
{
    const char *problem = NULL;

    if ((options->cert == NULL) != (options->key == NULL))
        problem = "--cert and --key go together: give both";
    else if (options->ca == NULL && strncmp(options->url, "http:", 5) != 0)
        problem = "no --ca: give the trust list to verify the server with";
    else if (options->refuse_every > 0 && options->unexpected == NULL)
        problem = "--refuse-every needs --unexpected DIR (certs/unexpected)";
    else if (options->count == 0 && options->duration <= 0 &&
             options->hold + options->hold_stalled > 0)
        problem = "--count 0 holds for --duration SECONDS: give it";
    if (problem != NULL) {
        say("%s", problem);
        return -1;
    }
    return 0;
}

static enum options_verdict parse_all(struct options *options, int argc,
                                      char **argv, const struct option *names)
{
    int found;

    opterr = 0; /* getopt_long would take a line of its own */
    while ((found = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (found < 1)
            break;
        if (found > ENTRIES) { /* '?': the option before optind */
            say("%s: unknown, or its value is missing or "
                "too much: see mtls-load --help",
                argv[optind - 1]);
            return OPTIONS_WRONG;
        }
        if (table[found - 1].type == HELP) {
            usage_print();
            return OPTIONS_DONE;
        }
        if (table[found - 1].type == VERSION) {
            (void)puts("mtls-load " MTLS_LOAD_VERSION); /* as with --help */
            return OPTIONS_DONE;
        }
        if (set_value(&table[found - 1], options, optarg) < 0)
            return OPTIONS_WRONG;
    }
    if (optind != argc - 1) {
        say("give one URL, https://HOST:PORT; see mtls-load --help");
        return OPTIONS_WRONG;
    }
    options->url = argv[optind];
    return check(options) < 0 ? OPTIONS_WRONG : OPTIONS_RUN;
}

enum options_verdict options_parse(struct options *options, int argc,
                                   char **argv)
{
    struct option names[ENTRIES + 1] = {{NULL, 0, NULL, 0}};

    *options = (struct options){.firmware = "blob.bin",
                                .count = 1000,
                                .concurrency = 4,
                                .seed = 1,
                                .timeout = 30,
                                .stall = 1};
    for (int i = 0; i < ENTRIES; i++) {
        enum type type = table[i].type;

        names[i].name = table[i].name;
        names[i].has_arg = type == FLAG || type == HELP || type == VERSION
                               ? no_argument
                               : required_argument;
        names[i].val = i + 1; /* 0 would mean "flag stored" to getopt */
    }
    return parse_all(options, argc, argv, names);
}
