/* SPDX-License-Identifier: MIT */
/*
 * The two servers with their loads, as the page has them: there is one.
 */
#ifndef SHOW_STAGE_H
#define SHOW_STAGE_H

#include "control.h"
#include "side.h"

struct stage {
    struct control state; /* each member has a value */
    const char *phase;    /* of the state that was told last */
    struct side sides[SIDES];
    double begun; /* CLOCK_MONOTONIC */
    long seed;    /* of the last run of a load */
};

extern struct stage stage;

/* Seconds since stage.begun. */
double stage_now(void);

void stage_tell_state(const char *phase);

/* Looks at both sides, and tells if both have answered. */
void stage_tell_sample(void);

/*
 * Starts COUNT sides anew, from the first on, as the state has them, and says
 * why. They are warm and at rest then.
 */
void stage_start(int first, int count, const char *why);

/* Starts each load that should run and does not; looks whether all live. */
void stage_go_on(void);

/* Lets the loads end well. */
void stage_end_loads(void);

#endif
