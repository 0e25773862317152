/* SPDX-License-Identifier: MIT */
/*
 * The growth of a server with options of its own, by the heap meter: it mostly
 * waits, so it is asked beside the stage `growth`, of which it is a part.
 */
#include "grader.h"

#include <stdio.h>
#include <string.h>

#include "given_up.h"
#include "over_ipv6.h"
#include "probe/probe.h"
#include "turned_away.h"

/*
 * With one thread each, but for `server`, whose fix may have 64 all the same:
 * their first handshakes would look like growth, and who is turned away makes
 * none.
 */
void others_stage(const struct judged *judged)
{
    bool heap = false;

    if (strcmp(judged->module, "server") == 0
            ? !turned_away_grow(&heap)
            : !(given_up_grow(&heap) || over_ipv6_grow(&heap)))
        return;
    (void)printf("grows: %s\n", heap ? "heap" : "held");
    fail();
}
