/* SPDX-License-Identifier: MIT */
/*
 * Writing demo.dat.
 */
#define _POSIX_C_SOURCE 200809L
#include "curves.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "say.h"
#include "workspace.h"

static void write_curve(const struct subject *subject, FILE *file)
{
    const struct series *series = &subject->series;

    (void)fprintf(file, "# %s\n", subject->name);
    for (size_t i = 0; i < series->count; i++)
        (void)fprintf(
            file, "%" PRIu64 " %" PRId64 "\n",
            series_requests(series, i, subject->traffic.requests),
            (int64_t)(series->point[i].bytes - series->point[0].bytes));
    (void)fputs("\n\n", file);
}

int curves_write(const struct options *options,
                 const struct subject subjects[SUBJECTS])
{
    char path[PATH_MAX];
    FILE *file = NULL;
    int failed = 0;

    if (workspace_path(path, "%s/demo.dat", options->work) < 0)
        return -1;
    file = fopen(path, "we");
    if (file != NULL) {
        write_curve(&subjects[FIXED], file);
        write_curve(&subjects[LEAKY], file);
        (void)fputs("# alone\n", file);
        for (int i = VARIANTS; i < SUBJECTS; i++)
            (void)fprintf(file, "%s %" PRId64 "\n", subjects[i].name,
                          model_growth(&subjects[i]).bytes);
        failed = ferror(file);
        failed |= fclose(file) == EOF; /* a full disk may show here only */
    }
    if (file == NULL || failed)
        return say("cannot write %s: %s", path, strerror(errno));
    return 0;
}
