/* SPDX-License-Identifier: MIT */
/*
 * The stages of the grader that need a client of their own. Each judges the
 * program MTLS_SERVER, prints what it saw to stdout, and fails the cmocka
 * test that it runs in when that is not good.
 */
#ifndef GRADER_H
#define GRADER_H

#include "probe/metered.h"

/* The table, and the module to be judged: the name of a leak in it. */
struct judged {
    struct truth truth;
    const char *module;
    enum per per;       /* what the leak keeps something for */
    unsigned long kept; /* bytes, at least, for each of those */
};

/* For stages that look at many steps of what makes the module work. */
struct pace {
    const struct trigger *trigger;
    unsigned look;   /* steps between two looks at the heap */
    unsigned rare;   /* steps between two, where it is seldom that it grows */
    unsigned window; /* steps between two looks at resident memory */
    unsigned ageing; /* steps between young and old */
};

struct pace pace_of(const struct judged *judged);

/* Prints whether it keeps connections alive and resumes sessions. */
void look_stage(const struct judged *judged);

/*
 * All triggers, each a few times, under memcheck, whose words go to the file
 * MTLS_MEMCHECK_LOG. Fails when the server dies or does not end well; what
 * memcheck found is the caller's to read there.
 */
void memcheck_stage(const struct judged *judged);

/*
 * The heap meter's numbers, and what else the server holds, before and after
 * each trigger. Fails when any grows; the last line says what, "heap" or
 * "held".
 */
void growth_stage(const struct judged *judged);

/* The same of what takes a server with options of its own, and time. */
void others_stage(const struct judged *judged);

/* The same of what it holds while clients are there. */
void present_stage(const struct judged *judged);

/*
 * Eight threads and eight clients at once, in a server that ThreadSanitizer
 * watches, whose words go to the file MTLS_THREADS_LOG.PID. Fails when it has
 * any. MTLS_THREADS_BARE=1 runs that server without random addresses.
 */
void threads_stage(const struct judged *judged);

/*
 * The same steps to this server and to the program MTLS_TWIN, which is of
 * fixed/. Fails when one tells clients or the log anything else than the other.
 */
void twin_stage(const struct judged *judged);

/*
 * The server as it runs at home: without any tool and with nothing of the
 * tests in its environment. Resident memory and CPU time per step, young and
 * old.
 */
void age_stage(const struct judged *judged);

#endif
