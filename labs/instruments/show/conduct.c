/* SPDX-License-Identifier: MIT */
#include "conduct.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "compare/measure.h"
#include "events.h"
#include "figures.h"
#include "stacks.h"
#include "stage.h"

#include "probe/failure.h"
#include "probe/say.h"

#define SAMPLE_MILLISECONDS 200L

static const struct options *options_;

/* ---- Actions ----------------------------------------------------------- */

static void tell_rest(void)
{
    for (int i = 0; i < SIDES; i++)
        stage.sides[i].rate = 0;
    stage_tell_sample();
    events_tell(HUB_REST, figures_rest(stage_now(), stage.sides));
    stage_tell_state("rest");
}

static void rest(void)
{
    stage.state.load = false;
    stage_tell_state("resting");
    stage_end_loads();
    for (int i = 0; i < SIDES; i++)
        side_rest(&stage.sides[i]);
    tell_rest();
}

static void look(void *unused)
{
    (void)unused;
    stage_tell_sample();
    stacks_go_on(&stage.sides[LEFT]);
}

/* What make demo does with fixed and leaky. */
static void demo(void)
{
    struct subject *subjects[SIDES] = {&stage.sides[LEFT].subject,
                                       &stage.sides[RIGHT].subject};
    struct load_plan plan =
        load_plan(load_steps(options_->requests), options_->seed);

    stage.state.load = false;
    stage_end_loads();
    stage_start(LEFT, SIDES, ", for the demo");
    stage_tell_state("demo");
    measure_traffic(subjects, SIDES, &plan,
                    &(struct watch){SAMPLE_MILLISECONDS, look, NULL});
    for (int i = 0; i < SIDES; i++)
        side_count(&stage.sides[i]);
    tell_rest();
}

static void take_over(const struct control *control)
{
    struct control *state = &stage.state;
    struct control old = *state;

    state->asked = control->asked;
    state->leaks = control->leaks >= 0 ? control->leaks : old.leaks;
    state->load = control->load >= 0 ? control->load : old.load;
    state->rate = control->rate >= 0 ? control->rate : old.rate;
    state->handshake =
        control->handshake >= 0 ? control->handshake : old.handshake;
    state->refused = control->refused >= 0 ? control->refused : old.refused;
    state->downloads =
        control->downloads >= 0 ? control->downloads : old.downloads;
    state->stacks = control->stacks >= 0 ? control->stacks : old.stacks;
    if (old.load == state->load && old.rate == state->rate &&
        old.handshake == state->handshake && old.refused == state->refused &&
        old.downloads == state->downloads && old.leaks == state->leaks &&
        old.stacks == state->stacks)
        return;
    stage_end_loads();
    if (old.leaks != state->leaks || old.stacks != state->stacks)
        stage_start(LEFT, 1, "");
}

static void obey(const struct control *control)
{
    take_over(control);
    if (control->demo)
        demo();
    else if (control->rest)
        rest();
    if (!control->demo && !control->rest) {
        if (stage.state.load)
            events_tell(HUB_BEGUN, NULL);
        stage_tell_state("running");
    }
}

/* ---- As long as it lasts ----------------------------------------------- */

static void run(void)
{
    for (;;) {
        struct control control;
        double began = stage_now();

        stage_go_on();
        if (strcmp(stage.phase, "rest") != 0)
            stage_tell_sample();
        stacks_go_on(&stage.sides[LEFT]);
        if (bounds_met(&stage.sides[LEFT])) {
            stage_end_loads();
            stage_start(LEFT, 1, ", started anew: it held too much");
            stage_tell_state("running");
        }
        /* Looking takes a quarter of the time at most. */
        if (control_take(&control, SAMPLE_MILLISECONDS +
                                       (long)((stage_now() - began) * 3000)))
            obey(&control);
    }
}

static jmp_buf way_out;
static char reason[512];

static void failed(const char *text, const char *file, int line)
{
    (void)file, (void)line;
    (void)snprintf(reason, sizeof reason, "%.500s", text);
    reason[strcspn(reason, "\n")] = '\0';
    longjmp(way_out, 1);
}

/* What is left is ended, whatever state it is in. */
static void give_up_all(void)
{
    stacks_end();
    for (int i = 0; i < SIDES; i++) {
        struct side *side = &stage.sides[i];

        if (side->loaded)
            process_kill(&side->load.process);
        gauge_close(&side->subject.gauge);
        side->loaded = side->runs = false;
    }
    (void)services_stop_all();
    files_remove_all();
}

void conduct(const struct options *options)
{
    static volatile bool starting;

    options_ = options;
    stage.begun = stage_now();
    stage.seed = options->seed;
    stage.state = (struct control){.leaks = (int)variant_leaky(),
                                   .load = true,
                                   .rate = 100,
                                   .handshake = WISH_FULL,
                                   .refused = true,
                                   .downloads = true,
                                   .stacks = true};
    fail_by = failed;
    if (setjmp(way_out) != 0) {
        if (starting) {
            say("%s", reason);
            return;
        }
        events_tell(HUB_FAULT, json_pack("{s:s}", "text", reason));
        stage.state.load = false;
        give_up_all();
    }
    starting = true;
    stage_start(LEFT, SIDES, "");
    starting = false;
    stage_tell_state("running");
    run();
}
