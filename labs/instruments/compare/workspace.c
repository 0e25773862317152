/* SPDX-License-Identifier: MIT */
/*
 * Paths, put together.
 */
#define _POSIX_C_SOURCE 200809L
#include "workspace.h"

#include <stdarg.h>
#include <stdio.h>

#include "say.h"

int workspace_path(char path[PATH_MAX], const char *format, ...)
{
    va_list arguments;
    int length = 0;

    va_start(arguments, format);
    length = vsnprintf(path, PATH_MAX, format, arguments);
    va_end(arguments);
    if (length >= 0 && length < PATH_MAX)
        return 0;
    return say("the path %.60s... is too long", path);
}

int workspace_open(struct workspace *workspace, const struct options *options)
{
    const char *work = options->work;

    *workspace = (struct workspace){.options = options, .temporary = work};
    return workspace_path(workspace->data, "%s/data", work) < 0 ||
                   workspace_path(workspace->meter, "%s/meter", work) < 0 ||
                   workspace_path(workspace->preload, "%s/libheapmeter.so",
                                  work) < 0 ||
                   workspace_path(workspace->load, "%s/instruments/mtls-load",
                                  options->build) < 0
               ? -1
               : 0;
}
