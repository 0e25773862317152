/* SPDX-License-Identifier: MIT */
#include "show_shown.h"

struct show show;
FILE *events;

int listen_anew(void **state)
{
    (void)state;
    if (show.pid == 0)
        show_start(&show);
    events = listen_begin(&show);
    return 0;
}

int listen_no_more(void **state)
{
    (void)state;
    listen_end(events);
    return 0;
}

void control(const char *json)
{
    assert_int_equal(show_control(&show, json), 202);
}

/* The state that a page gets first may be old: no state of the past is kept. */
void restart(const char *json, const char *name)
{
    char mark[64];

    (void)snprintf(mark, sizeof mark, "left is now: %s", name);
    json_decref(listen_for(events, "state"));
    control(json);
    json_decref(listen_until(events, "state", "phase", "starting"));
    json_decref(listen_until(events, "mark", "text", mark));
}

void wait_for_handshakes(size_t side, json_int_t count)
{
    json_int_t now = 0;

    while (now < count) {
        json_t *sample = listen_for(events, "sample");

        now = side_number(sample, side, "handshakes");
        json_decref(sample);
    }
}
