/* SPDX-License-Identifier: MIT */
/* heapmeter stacks and heapmeter flame: whose memory it is. */
#include "stacks_view.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

int command_stacks(int argc, char **argv)
{
    static const struct option options[] = {
        {"dir", required_argument, NULL, 'd'},
        {"growth", no_argument, NULL, 'g'},
        {"look", required_argument, NULL, 'k'},
        {"for", required_argument, NULL, 'i'},
        {"top", required_argument, NULL, 'n'},
        {"full", no_argument, NULL, 'f'},
        {"json", no_argument, NULL, 'j'},
        {"folded", no_argument, NULL, 'F'},
        {"pprof", no_argument, NULL, 'P'},
        {"debuginfod", no_argument, NULL, 'D'},
        {NULL, 0, NULL, 0},
    };
    struct settings settings = {.interval = 1};
    struct view view;
    int status = parse_settings(argc, argv, options, &settings);

    if (status == EXIT_OK &&
        settings.json + settings.folded + settings.pprof > 1)
        status = misuse("stacks: one of --json, --folded and --pprof");
    if (status == EXIT_OK)
        status = view_open(&view, &settings);
    if (status != EXIT_OK)
        return status;
    if (settings.json)
        status = show_json(&view);
    else if (settings.folded)
        status = show_folded(&view);
    else if (settings.pprof)
        status = show_pprof(&view);
    else
        status = show_text(&view);
    if (status == EXIT_OK)
        status = view_keep(&view);
    view_close(&view);
    return status;
}

static int write_flame(const struct view *view, const char *path)
{
    FILE *out = fopen(path, "we");
    int status;

    if (out == NULL)
        return fail("%s: %s", path, strerror(errno));
    status = show_flame(view, out);
    if (ferror(out) && status == EXIT_OK)
        status = fail("%s: cannot be written", path);
    if (fclose(out) != 0 && status == EXIT_OK)
        status = fail("%s: %s", path, strerror(errno));
    return status;
}

int command_flame(int argc, char **argv)
{
    static const struct option options[] = {
        {"dir", required_argument, NULL, 'd'},
        {"growth", no_argument, NULL, 'g'},
        {"look", required_argument, NULL, 'k'},
        {"for", required_argument, NULL, 'i'},
        {"output", required_argument, NULL, 'o'},
        {"debuginfod", no_argument, NULL, 'D'},
        {NULL, 0, NULL, 0},
    };
    struct settings settings = {.interval = 1};
    struct view view;
    int status = parse_settings(argc, argv, options, &settings);

    if (status == EXIT_OK && settings.output == NULL)
        status = misuse("flame: to which file? -o FILE.svg");
    if (status == EXIT_OK)
        status = view_open(&view, &settings);
    if (status != EXIT_OK)
        return status;
    status = write_flame(&view, settings.output);
    if (status == EXIT_OK)
        status = view_keep(&view);
    view_close(&view);
    return status;
}
