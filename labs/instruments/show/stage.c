/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include <stdio.h>
#include <time.h>

#include "compare/measure.h"
#include "events.h"
#include "figures.h"
#include "stacks.h"

#define RUN_STEPS 1000000L /* of one run of mtls-load; then the next begins */

struct stage stage;

/* ---- Time and telling -------------------------------------------------- */

double stage_now(void)
{
    struct timespec time = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9 - stage.begun;
}

void stage_tell_state(const char *phase)
{
    const struct control *state = &stage.state;

    stage.phase = phase;
    events_tell(
        HUB_STATE,
        json_pack(
            "{s:o, s:b, s:i, s:s, s:b, s:b, s:b, s:s, s:I, s:o, s:o, s:o}",
            "leaks", variant_json((unsigned)state->leaks), "load", state->load,
            "rate", (int)state->rate, "handshake",
            state->handshake == WISH_RESUMED ? "resumed" : "full", "refused",
            state->refused, "downloads", state->downloads, "stacks",
            state->stacks, "phase", phase, "asked", (json_int_t)state->asked,
            "variants", variants_json(), "modules",
            variant_json(variant_leaky()), "truth", figures_truth()));
}

void stage_tell_sample(void)
{
    bool all = true;

    for (int i = 0; i < SIDES; i++)
        all = side_look(&stage.sides[i], stage_now()) && all;
    if (all)
        events_tell(HUB_SAMPLE, figures_sample(stage_now(), stage.sides));
}

static void tell_mark(int side, const char *why)
{
    char text[VARIANT_LIST_SIZE + 128];

    (void)snprintf(text, sizeof text, "%s is now: %s%s",
                   side == LEFT ? "left" : "right", stage.sides[side].name,
                   why);
    events_tell(HUB_MARK, figures_mark(stage_now(), side, text));
}

/* ---- Servers ----------------------------------------------------------- */

/* Anew: one side or both, as the state has them. */
void stage_start(int first, int count, const char *why)
{
    struct subject *subjects[SIDES];

    events_tell(HUB_BEGUN, NULL);
    stage_tell_state("starting");
    if (first == LEFT)
        stacks_end();
    for (int i = 0; i < count; i++) {
        struct side *side = &stage.sides[first + i];

        side_stop(side);
        side_set(side, first + i == LEFT ? (unsigned)stage.state.leaks : 0,
                 first + i == LEFT && stage.state.stacks);
        subjects[i] = &side->subject;
    }
    measure_begin(subjects, count, NULL);
    for (int i = 0; i < count; i++)
        side_begun(&stage.sides[first + i]);
    if (first == LEFT)
        stacks_begin(&stage.sides[LEFT]);
    /* Who hears of the new side finds all of it. */
    for (int i = 0; i < count; i++)
        tell_mark(first + i, why);
    stage_tell_sample();
}

/* ---- Load -------------------------------------------------------------- */

static void start_load(struct side *side)
{
    static const char without_downloads[] =
        "healthz=10,whoami=20,readings=15,post=25,requests=5,sessions=5,"
        "metrics=4,not-found=2,bad-json=2,head=2";
    const struct control *state = &stage.state;
    struct load_plan plan = load_plan(RUN_STEPS, stage.seed);

    plan.rate = state->rate;
    plan.refuse_every = state->refused ? LOAD_REFUSE_EVERY : 0;
    plan.handshake = state->handshake == WISH_RESUMED ? "resumed" : "full";
    plan.mix = state->downloads ? NULL : without_downloads;
    load_start(&side->load, &side->subject, &plan);
    side->loaded = true;
}

void stage_end_loads(void)
{
    for (int i = 0; i < SIDES; i++)
        side_end_load(&stage.sides[i]);
}

/* One whose steps are used up begins anew, with others. */
void stage_go_on(void)
{
    for (int i = 0; i < SIDES; i++) {
        struct side *side = &stage.sides[i];

        drive_check(&side->subject);
        if (side->loaded && process_ended(&side->load.process)) {
            side->loaded = false;
            (void)load_result(&side->load);
        }
        if (stage.state.load && !side->loaded) {
            stage.seed++;
            start_load(side);
        }
    }
}
