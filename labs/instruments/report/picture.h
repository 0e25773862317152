/* SPDX-License-Identifier: MIT */
/*
 * Pictures in a page, as SVG: curves, and bars.
 */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "page.h"

struct dot {
    double x;
    double y; /* bytes */
};

struct line {
    const char *kind; /* of the stylesheet: leaky, fixed or theirs */
    char label[96];   /* stands at its end */
    struct dot *dot;
    size_t count;
};

#define LINES_MAX 3

/* Bytes above, X_NAME to the right. TITLE is for who cannot see it. */
void picture_curves(struct page *page, const char *title, const char *x_name,
                    const struct line *lines, size_t count);

/* One small curve, without words. */
void picture_spark(struct page *page, const struct dot *dot, size_t count);

/* A bar that is so large a part of the longest, in a cell. */
void picture_bar(struct page *page, double part);

#endif
