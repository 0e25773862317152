/* SPDX-License-Identifier: MIT */
/*
 * One run of measure, for its tests, and what it must say.
 */
#ifndef MEASURE_RUN_H
#define MEASURE_RUN_H

#include <jansson.h>

#include "heapmeter_launch.h"

#define MEASURE HEAPMETER_BUILD "/instruments/measure"
#define FOLDER HEAPMETER_BUILD "/tests/measure"
#define LOSE FOLDER "/measure_lose"
#define OTHER FOLDER "/measure_server " MEASURE_CERTS " "
#define CLIENT(path) \
    " --url https://127.0.0.1:0" path " --cert " MEASURE_CERTS \
    "/sensor-1.pem --key " MEASURE_CERTS \
    "/sensor-1-key.pem --ca " MEASURE_CERTS "/ca.pem "
#define KIT(name) \
    HEAPMETER_BUILD "/" name "/mtls-server --port 0 --log-level error" \
                    " --timeout 600 --cert " MEASURE_CERTS \
                    "/server.pem --key " MEASURE_CERTS \
                    "/server-key.pem --ca " MEASURE_CERTS "/ca.pem"

/* Few steps are enough where nothing takes long to fill. */
#define QUICK " --least 24 --most 64 "

/* What it printed last. */
extern char output[1 << 16];

/*
 * What it says, as JSON; json_decref() it. Its status must be this one: where
 * that is another than "no verdict", no verdict is asked again, once.
 */
json_t *measure(int status, const char *options, const char *command);

/* With that library in all programs. */
json_t *measure_with(const char *library, int status, const char *options,
                     const char *command);

/* One of "kinds"; fails if there is none. */
const json_t *kind_of(const json_t *root, const char *name);

void assert_verdict(const json_t *root, const char *name, const char *verdict);

/* "bytes", "blocks" and so on, for each step. */
double each(const json_t *root, const char *name, const char *what);

/* To the byte. */
void assert_grows(const json_t *root, const char *name, double bytes,
                  double blocks);

/* The first kind has none, and this is in the reason. */
void assert_no_verdict(const char *options, const char *command,
                       const char *why);

#endif
