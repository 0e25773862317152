/* SPDX-License-Identifier: MIT */
/*
 * Starts show, asks it, and listens to its events by curl.
 */
#ifndef SHOW_LAUNCH_H
#define SHOW_LAUNCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "heapmeter_launch.h"

#define SHOW HEAPMETER_BUILD "/instruments/show"
#define SHOW_PATHS \
    "--build " HEAPMETER_BUILD " --certs " SHOW_TOP \
    "/certs --truth " SHOW_TOP "/tests/truth.csv --page " SHOW_TOP \
    "/labs/instruments/show/page"

struct show {
    pid_t pid;
    char folder[64]; /* its TMPDIR */
    char base[64];   /* http://127.0.0.1:PORT */
    char token[64];
};

/* Starts it, and waits for the page's address. */
void show_start(struct show *show);

/*
 * Sends it this signal, and returns its exit status. Fails unless its folder
 * is empty then and no process of its lives; removes the folder.
 */
int show_end(struct show *show, int signal);

/* How many processes it has, besides the first. */
unsigned show_processes(const struct show *show);

/* All that is left out is as a page has it; TOKEN in the path is the token. */
struct ask {
    const char *method; /* NULL: POST with a body, else GET */
    const char *path;   /* with its query */
    const char *host, *origin;
    const char *body;
    bool chunked;
};

/* The status of the answer, which is in show_answer; its body, in show_body. */
long show_ask(const struct show *show, const struct ask *ask);
long show_get(const struct show *show, const char *path);
extern char show_answer[1 << 20];
extern const char *show_body;

/* POST /control of this body. */
long show_control(const struct show *show, const char *json);

/* A connection; 0: with the usual buffer. */
int show_connect(const struct show *show, int receive_buffer);

/* A page that listens, one at a time: until listen_end(). */
FILE *listen_begin(const struct show *show);
void listen_end(FILE *events);

/* The object of the next event of this name; json_decref() it. */
json_t *listen_for(FILE *events, const char *name);

/* The same, until it has this string at this key. */
json_t *listen_until(FILE *events, const char *name, const char *key,
                     const char *value);

/* An integer of a side of a sample or rest. */
json_int_t side_number(const json_t *event, size_t side, const char *key);

#endif
