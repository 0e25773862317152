/* SPDX-License-Identifier: MIT */
/*
 * What an answer gives away of the program behind it.
 */
#ifndef SCAN_TELLS_H
#define SCAN_TELLS_H

#include "probe/http.h"

/*
 * Finds names with versions, paths and stacks. `what` is what was asked, or
 * who asked, and `stranger` whether that was one who must be refused.
 */
void tells_look(const struct http_response *answer, bool stranger,
                const char *what);

#endif
