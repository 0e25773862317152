/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <signal.h>
#include <stdlib.h>

#include "probe/failure.h"

static const char *stage_now;

void say_stage(const char *stage)
{
    stage_now = stage;
}

static void failed(const char *text, const char *file, int line)
{
    (void)file, (void)line;
    if (stage_now != NULL)
        say("while it looked at %s: %s", stage_now, text);
    else
        say("%s", text);
    exit(NOT_SCANNED);
}

void say_prepare(void)
{
    fail_by = failed;
    /* A reader that has left shows as a write error, at the end. */
    (void)signal(SIGPIPE, SIG_IGN);
}
