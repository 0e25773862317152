/* SPDX-License-Identifier: MIT */
/*
 * The one neighbour that is a fake everywhere but in unit/routes: the real
 * one would bring every handler into every test.
 */
#include "routes.h"

const char *routes_name(unsigned route)
{
    static const char *const names[ROUTE_COUNT] = {
        "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"};

    return names[route];
}
