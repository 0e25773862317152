/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <math.h>
#include <string.h>

#include "probe/grouped.h"

#define LEFT 78
#define RIGHT 560
#define TOP 14
#define BOTTOM 250
#define WIDTH 790
#define HEIGHT 300

/* What is shown, in the units of the dots. */
struct frame {
    double x, lowest, highest; /* x begins at 0 */
};

static double at_x(const struct frame *frame, double x)
{
    return LEFT + (RIGHT - LEFT) * x / frame->x;
}

static double at_y(const struct frame *frame, double y)
{
    return BOTTOM - (BOTTOM - TOP) * (y - frame->lowest) /
                        (frame->highest - frame->lowest);
}

static struct frame frame_of(const struct line *lines, size_t count)
{
    struct frame frame = {.x = 1, .highest = 1000};

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < lines[i].count; j++) {
            frame.x = fmax(frame.x, lines[i].dot[j].x);
            frame.highest = fmax(frame.highest, lines[i].dot[j].y);
            frame.lowest = fmin(frame.lowest, lines[i].dot[j].y);
        }
    }
    return frame;
}

/* 1, 2 or 5 times a power of ten: four to ten of them fit. */
static double step_of(double range)
{
    double power = pow(10, floor(log10(range / 4)));
    double times = range / 4 / power;

    return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

/* ---- Axes -------------------------------------------------------------- */

static void put_grid(struct page *page, const struct frame *frame)
{
    double step = step_of(frame->highest - frame->lowest);
    double unit = frame->highest >= 1e6 ? 1e6 : 1e3;

    int first = (int)ceil(frame->lowest / step);
    int last = (int)floor(frame->highest / step);

    for (int i = first; i <= last; i++) {
        double y = i * step;

        page_put(page,
                 "<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
                 "<text class=\"dim\" x=\"%d\" y=\"%.1f\" "
                 "text-anchor=\"end\">%g %s</text>\n",
                 LEFT, at_y(frame, y), RIGHT, LEFT - 8, at_y(frame, y) + 4,
                 y / unit, unit > 1e3 ? "MB" : "KB");
    }
}

static void put_steps(struct page *page, const struct frame *frame,
                      const char *name)
{
    double step = step_of(frame->x);
    char text[GROUPED];

    for (int i = 0; i <= (int)floor(frame->x / step); i++) {
        double x = at_x(frame, i * step);

        page_put(page,
                 "<path class=\"grid\" d=\"M%.1f %dv5\"/>"
                 "<text class=\"dim\" x=\"%.1f\" y=\"%d\" "
                 "text-anchor=\"middle\">%s</text>\n",
                 x, BOTTOM, x, BOTTOM + 20,
                 grouped(text, (long long)(i * step)));
    }
    page_put(page,
             "<text class=\"dim\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">",
             (LEFT + RIGHT) / 2, BOTTOM + 42);
    page_text(page, name);
    page_put(page, "</text>\n");
}

/* ---- Lines ------------------------------------------------------------- */

static void put_path(struct page *page, const struct line *line,
                     const struct frame *frame)
{
    page_put(page, "<path class=\"line %s\" d=\"", line->kind);
    for (size_t i = 0; i < line->count; i++)
        page_put(page, "%c%.1f %.1f", i == 0 ? 'M' : 'L',
                 at_x(frame, line->dot[i].x), at_y(frame, line->dot[i].y));
    page_put(page, "\"/>\n");
}

/* Below one another, where lines end at the same height. */
#define LABEL 19

static void place_labels(double y[LINES_MAX], size_t count)
{
    size_t order[LINES_MAX] = {0};

    for (size_t i = 0; i < count; i++) {
        size_t at = i;

        for (; at > 0 && y[order[at - 1]] > y[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (size_t i = count; i-- > 0;) {
        double most = i + 1 == count ? BOTTOM : y[order[i + 1]] - LABEL;

        y[order[i]] = fmin(y[order[i]], most);
    }
    for (size_t i = 0; i < count; i++) {
        double least = i == 0 ? TOP : y[order[i - 1]] + LABEL;

        y[order[i]] = fmax(y[order[i]], least);
    }
}

static void put_labels(struct page *page, const struct line *lines,
                       size_t count, const struct frame *frame)
{
    double y[LINES_MAX] = {0};

    for (size_t i = 0; i < count; i++) {
        if (lines[i].count > 0)
            y[i] = at_y(frame, lines[i].dot[lines[i].count - 1].y) + 4;
    }
    place_labels(y, count);
    for (size_t i = 0; i < count; i++) {
        if (lines[i].count == 0)
            continue;
        page_put(page, "<text class=\"name %s\" x=\"%d\" y=\"%.1f\">",
                 lines[i].kind, RIGHT + 12, y[i]);
        page_text(page, lines[i].label);
        page_put(page, "</text>\n");
    }
}

void picture_curves(struct page *page, const char *title, const char *x_name,
                    const struct line *lines, size_t count)
{
    struct frame frame = frame_of(lines, count);

    page_put(page, "<svg class=\"curves\" viewBox=\"0 0 %d %d\" role=\"img\">",
             WIDTH, HEIGHT);
    page_element(page, "title", NULL, title);
    put_grid(page, &frame);
    put_steps(page, &frame, x_name);
    for (size_t i = 0; i < count; i++)
        put_path(page, &lines[i], &frame);
    put_labels(page, lines, count, &frame);
    page_put(page, "</svg>\n");
}

/* ---- Small ones -------------------------------------------------------- */

#define SPARK_WIDTH 120
#define SPARK_HEIGHT 28
#define SPARK_LEAST 4096 /* bytes: less looks flat */

void picture_spark(struct page *page, const struct dot *dot, size_t count)
{
    double x = 1, lowest = 0, highest = SPARK_LEAST;

    for (size_t i = 0; i < count; i++) {
        x = fmax(x, dot[i].x);
        lowest = fmin(lowest, dot[i].y);
        highest = fmax(highest, dot[i].y);
    }
    page_put(page,
             "<svg class=\"spark\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">"
             "<path class=\"line leaky\" d=\"",
             SPARK_WIDTH, SPARK_HEIGHT);
    for (size_t i = 0; i < count; i++)
        page_put(page, "%c%.1f %.1f", i == 0 ? 'M' : 'L',
                 2 + (SPARK_WIDTH - 4) * dot[i].x / x,
                 SPARK_HEIGHT - 3 -
                     (SPARK_HEIGHT - 6) * (dot[i].y - lowest) /
                         (highest - lowest));
    page_put(page, "\"/></svg>");
}

#define BAR_WIDTH 80
#define BAR_HEIGHT 14

void picture_bar(struct page *page, double part)
{
    page_put(page,
             "<svg class=\"share\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">"
             "<rect class=\"bar\" width=\"%.1f\" height=\"%d\"/></svg>",
             BAR_WIDTH, BAR_HEIGHT,
             part > 0 ? fmax(1, BAR_WIDTH * fmin(part, 1)) : 0, BAR_HEIGHT);
}
