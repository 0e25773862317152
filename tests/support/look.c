/* SPDX-License-Identifier: MIT */
/*
 * A look at the server before the contract tests: is it one per request? That
 * fixed/ is none, and what it costs to be one, is for tests/leaks to say.
 */
#include "probe/look.h"
#include "probe/suite.h"

SERVER_TEST(it_answers_and_shows_how_it_is_built)
{
    look(*state);
}

SUITE("look")
