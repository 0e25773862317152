/* SPDX-License-Identifier: MIT */
/*
 * report: a page to send to somebody, of a run of the demo or of a lab.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

#include "mtls-load/standard.h"
#include "probe/failure.h"
#include "probe/say.h"

static struct page page; /* what is open when the program ends */

static void failed(const char *text, const char *file, int line)
{
    (void)file, (void)line;
    say("%s", text);
    page_drop(&page);
    exit(2);
}

int main(int argc, char **argv)
{
    struct options options;
    int status;

    standard_hold();
    fail_by = failed;
    status = options_parse(&options, argc, argv);
    if (status < 0) {
        if (strcmp(options.what, "demo") == 0)
            demo_page(&page, &options);
        else
            lab_page(&page, &options);
        if (page_end(&page) < 0)
            fail_because("%s", page_fault(&page));
        status = 0;
    }
    if (standard_written() == 0)
        return status;
    say("cannot write to stdout: %s: make room", strerror(errno));
    return 2;
}
