/* SPDX-License-Identifier: MIT */
/*
 * One show for all tests of a program.
 */
#ifndef SHOW_SHOWN_H
#define SHOW_SHOWN_H

#include "show_launch.h"

extern struct show show;
extern FILE *events;

/* It runs once; each test listens anew, so that it gets the past first. */
#define SHOWN(name) CASE(name, listen_anew, listen_no_more)
int listen_anew(void **state);
int listen_no_more(void **state);

/* POST /control, which is taken. */
void control(const char *json);

/* The first thing of a test: the same, and the left side is that anew. */
void restart(const char *json, const char *name);

/* Samples until that side has shaken hands so often since its first rest. */
void wait_for_handshakes(size_t side, json_int_t count);

#endif
