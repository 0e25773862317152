/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <regex.h>
#include <stdlib.h>

#include "probe/failure.h"
#include "probe/files.h"

static unsigned look_in(const regex_t *regex, const char *path)
{
    size_t size = 0;
    char *text = read_file_if(path, &size);
    regmatch_t match[2];
    unsigned port = 0;

    if (text != NULL && regexec(regex, text, 2, match, 0) == 0 &&
        match[1].rm_so >= 0)
        port = (unsigned)strtoul(text + match[1].rm_so, NULL, 10);
    free(text);
    return port;
}

unsigned address_by_pattern(const char *pattern, const char *out,
                            const char *err)
{
    regex_t regex;
    unsigned port = 0;

    if (regcomp(&regex, pattern, REG_EXTENDED) != 0 || regex.re_nsub == 0)
        fail_because("--listening-pattern %s: must be an extended regular "
                     "expression with a group",
                     pattern);
    port = look_in(&regex, out);
    if (port == 0)
        port = look_in(&regex, err);
    regfree(&regex);
    return port;
}
