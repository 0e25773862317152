/* SPDX-License-Identifier: MIT */
/*
 * Has gnuplot draw, and makes sure that the pictures are whole.
 */
#define _POSIX_C_SOURCE 200809L
#include "plot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "say.h"
#include "script.h"
#include "stop.h"
#include "workspace.h"

#define DRAW_SECONDS 60.0

/* ---- Files ----------------------------------------------------------- */

static int write_file(const struct options *options, const char *name,
                      const struct subject subjects[SUBJECTS],
                      void (*write)(const struct subject *, FILE *))
{
    char path[PATH_MAX];
    FILE *file = NULL;
    int failed = 0;

    if (workspace_path(path, "%s/%s", options->output, name) < 0)
        return -1;
    file = fopen(path, "we");
    if (file != NULL) {
        write(subjects, file);
        failed = ferror(file);
        failed |= fclose(file) == EOF; /* a full disk may show here only */
    }
    if (file == NULL || failed)
        return say("cannot write %s: %s", path, strerror(errno));
    return 0;
}

/* gnuplot does not tell when a disk is full: is MARK near the end? */
static bool is_whole(const char *path, const char *mark)
{
    enum { TAIL = 16 }; /* bytes: more than a mark and what follows it */
    char bytes[TAIL + 1] = "";
    FILE *file = fopen(path, "re");
    bool found = false;

    if (file == NULL)
        return false;
    if (fseek(file, -TAIL, SEEK_END) == 0 &&
        fread(bytes, 1, TAIL, file) == TAIL) {
        for (const char *b = bytes; b < bytes + TAIL && !found; b++)
            found = strncmp(b, mark, strlen(mark)) == 0;
    }
    (void)fclose(file); /* only read from */
    return found;
}

/* Renames it when it is whole, else removes it. */
static int keep_picture(const struct options *options, const char *name,
                        const char *mark)
{
    char path[PATH_MAX], temporary[PATH_MAX];

    if (workspace_path(path, "%s/%s", options->output, name) < 0 ||
        workspace_path(temporary, "%s/%s.tmp", options->output, name) < 0)
        return -1;
    if (is_whole(temporary, mark) && rename(temporary, path) == 0)
        return 0;
    (void)remove(temporary); /* it may not be there */
    return say("cannot write %s: the drawing is not complete; is the disk "
               "full?",
               path);
}

/* ---- Drawing --------------------------------------------------------- */

static int complain(const struct process *gnuplot, const char *log)
{
    char fate[64], line[256];

    return say("gnuplot %s: %s", process_fate(gnuplot, fate, sizeof fate),
               last_line(log, line, sizeof line));
}

static int draw(const struct options *options)
{
    char log[PATH_MAX];
    double deadline = stop_clock() + DRAW_SECONDS;
    struct process gnuplot = {0};

    if (workspace_path(log, "%s/demo-logs/gnuplot.log", options->output) < 0 ||
        process_start(&gnuplot,
                      &(struct spawn){
                          /* -d: nobody's ~/.gnuplot. */
                          .argv = (const char *const[]){"gnuplot", "-d",
                                                        "demo.gnuplot", NULL},
                          .err = log,
                          .folder = options->output,
                      }) < 0)
        return -1;
    while (process_running(&gnuplot) && stop_clock() < deadline &&
           stop_signal() == 0)
        stop_tick(10);
    process_end(&gnuplot, 2);
    if (stop_signal() != 0)
        return -1;
    return process_succeeded(&gnuplot) ? 0 : complain(&gnuplot, log);
}

int plot_write(const struct options *options,
               const struct subject subjects[SUBJECTS])
{
    int status = 0;

    if (write_file(options, "demo.dat", subjects, script_curves) < 0 ||
        write_file(options, "demo-shares.dat", subjects, script_shares) < 0 ||
        write_file(options, "demo.gnuplot", subjects, script_write) < 0 ||
        draw(options) < 0)
        return -1;
    if (keep_picture(options, "demo.svg", "</svg>") < 0)
        status = -1;
    /* The last chunk of a PNG (RFC 2083, section 3.4). */
    if (keep_picture(options, "demo.png", "IEND") < 0)
        status = -1;
    return status;
}
