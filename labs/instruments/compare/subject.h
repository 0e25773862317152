/* SPDX-License-Identifier: MIT */
/*
 * A server under comparison: started with the heap meter, looked at while it
 * works and when it rests, stopped.
 */
#ifndef COMPARE_SUBJECT_H
#define COMPARE_SUBJECT_H

#include "model.h"
#include "workspace.h"

/*
 * Each returns 0; or -1, and has said why, unless a signal came. After a
 * start, failed or not, subject_stop() is due.
 */
int subject_start(struct subject *subject, const struct workspace *workspace);
int subject_stop(struct subject *subject);

/* Dead, or about to be? It should run for as long as it is compared. */
int subject_check(struct subject *subject);

/*
 * Waits until it is at rest (probe/rest.h), with no connection. Then the
 * sample is of this server, not of some client's connection.
 */
int subject_rest(struct subject *subject, struct heapmeter_sample *sample);

/* Asks for /metrics, a request, then waits for rest and reads all. */
int subject_read(struct subject *subject, const struct workspace *workspace,
                 struct reading *reading);

#endif
