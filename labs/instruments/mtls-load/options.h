/* SPDX-License-Identifier: MIT */
/*
 * The command line of mtls-load.
 */
#ifndef MTLS_LOAD_OPTIONS_H
#define MTLS_LOAD_OPTIONS_H

#include <stdbool.h>

#define MTLS_LOAD_VERSION "1.0.0"

enum {
    MAX_STEPS = 10000000,
    MAX_CONCURRENCY = 256,
    MAX_HELD = 20000,
};

enum handshake_mode {
    HANDSHAKE_FULL,       /* a connection and a full handshake per request */
    HANDSHAKE_RESUMED,    /* a connection per request, the session resumed */
    HANDSHAKE_KEEP_ALIVE, /* one connection per worker, as long as it lives */
};

/* Strings point into argv or at constants: nothing to free. */
struct options {
    const char *url;
    const char *ca; /* NULL where not given, as below */
    const char *cert;
    const char *key;
    const char *unexpected;
    const char *mix;
    const char *firmware;
    const char *json;
    const char *tls; /* "1.2", "1.3", or NULL: what is negotiated */
    enum handshake_mode handshake;
    long count;        /* 0 .. MAX_STEPS */
    long concurrency;  /* 1 .. MAX_CONCURRENCY */
    long refuse_every; /* 0: never */
    long hold;         /* 0 .. MAX_HELD */
    long hold_stalled; /* 0 .. MAX_HELD */
    unsigned long long seed;
    double rate;     /* steps per second, 0: as fast as possible */
    double duration; /* seconds, 0: until `count` */
    double timeout;  /* seconds per step */
    double stall;    /* seconds that stall:download stops reading */
    bool quiet;
};

enum options_verdict {
    OPTIONS_RUN,
    OPTIONS_DONE,  /* --help or --version: exit 0 */
    OPTIONS_WRONG, /* said why on stderr: exit 2 */
};

enum options_verdict options_parse(struct options *options, int argc,
                                   char **argv);

/* "full", "resumed" or "keep-alive". */
const char *options_handshake_name(enum handshake_mode mode);

/* Prints the text of --help (usage.c). */
void usage_print(void);

#endif
