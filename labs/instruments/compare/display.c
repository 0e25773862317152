/* SPDX-License-Identifier: MIT */
/*
 * The live picture. Control sequences: ECMA-48 (CUU, EL, SGR), and DEC's
 * "?25" for the cursor's visibility, which all terminals of today know.
 */
#include "display.h"

#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "probe/grouped.h"

#define GAP "   "
#define HIDE_CURSOR "\033[?25l"
#define SHOW_CURSOR "\033[?25h"

static volatile sig_atomic_t is_hidden;

enum { EIGHTHS = 8 };

static const char *const blocks[EIGHTHS + 1] = {
    " ",      "\u2581", "\u2582", "\u2583", "\u2584",
    "\u2585", "\u2586", "\u2587", "\u2588",
};

static const char *const marks[EIGHTHS + 1] = {" ", "_", "_", ".", ".",
                                               ":", ":", "#", "#"};

/* Blue and orange: those who see red and green alike tell them apart. */
static const char *const colours[DISPLAY_SIDES] = {"\033[1;34m", "\033[1;33m"};

/* ---- Open and close -------------------------------------------------- */

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0';
}

void display_open(struct display *display)
{
    const char *term = getenv("TERM");
    struct winsize size = {0};

    memset(display, 0, sizeof *display);
    if (isatty(STDOUT_FILENO) && term != NULL && strcmp(term, "dumb") != 0 &&
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        display->in_place =
            size.ws_col >=
                DISPLAY_SIDES * (size_t)DISPLAY_COLUMNS + sizeof GAP &&
            size.ws_row >= DISPLAY_ROWS + 10;
    display->colour = display->in_place && !is_set("NO_COLOR");
    display->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void display_begin(struct display *display, const char *title, uint64_t of,
                   int lines)
{
    (void)printf("\n%s\n", title);
    is_hidden = display->in_place;
    (void)printf("%s", is_hidden ? HIDE_CURSOR : "");
    (void)fflush(stdout);
    display->drawn = 0;
    display->of = of;
    display->lines = lines;
    display->told = 0;
    memset(display->known, 0, sizeof display->known);
}

void display_close(struct display *display)
{
    (void)printf("%s", is_hidden ? SHOW_CURSOR : "");
    (void)fflush(stdout);
    is_hidden = 0;
    display->drawn = 0;
}

void display_abandon(void)
{
    if (is_hidden)
        (void)!write(STDOUT_FILENO, SHOW_CURSOR, sizeof SHOW_CURSOR - 1);
}

/* ---- Lines of the picture -------------------------------------------- */

/* Each line begins here: what stood there before goes. */
static void begin_line(struct display *display)
{
    (void)printf("\r\033[K");
    display->drawn++;
}

static void put_names(struct display *display, const struct view *views)
{
    begin_line(display);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        (void)printf("%s%-*s%s%s", display->colour ? colours[i] : "",
                     DISPLAY_COLUMNS, views[i].name,
                     display->colour ? "\033[0m" : "", i == 0 ? GAP : "\n");
}

/* One line of text for each side, "label ... value". */
static void put_values(struct display *display, const char *label,
                       const char *left, const char *right)
{
    int width = DISPLAY_COLUMNS - (int)strlen(label);

    begin_line(display);
    (void)printf("%s%*s" GAP "%s%*s\n", label, width, left, label, width,
                 right);
}

static void put_numbers(struct display *display, const struct view *v,
                        bool done)
{
    char a[GROUPED + 64], b[GROUPED + 64];
    char left[GROUPED], right[GROUPED];

    put_values(display, "requests", grouped(a, (long long)v[0].requests),
               grouped(b, (long long)v[1].requests));
    put_values(display, "live bytes", grouped(a, (long long)v[0].bytes),
               grouped(b, (long long)v[1].bytes));
    put_values(display, "live blocks", grouped(a, (long long)v[0].blocks),
               grouped(b, (long long)v[1].blocks));
    (void)snprintf(a, sizeof a, "%s bytes", grouped_change(left, v[0].grown));
    (void)snprintf(b, sizeof b, "%s bytes", grouped_change(right, v[1].grown));
    put_values(display, done ? "grown, at rest" : "grown so far", a, b);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        (void)snprintf(i == 0 ? a : b, sizeof a,
                       "%ld files, %ld threads, %.1f MB", v[i].descriptors,
                       v[i].threads, (double)v[i].rss_bytes / 1e6);
    put_values(display, "", a, b);
}

/* ---- The curves ------------------------------------------------------ */

static double progress(const struct display *display, const struct view *view)
{
    double part = (double)view->requests / (double)display->of;

    return part < 1 ? part : 1;
}

static void plot(struct display *display, int side, const struct view *view)
{
    int column = (int)(progress(display, view) * (DISPLAY_COLUMNS - 1));
    int last = column;

    display->curve[side][column] = (double)view->grown;
    display->known[side][column] = true;
    /* Requests may have come faster than samples. */
    while (last > 0 && !display->known[side][last - 1])
        last--;
    for (; last < column; last++) {
        display->curve[side][last] = (double)view->grown;
        display->known[side][last] = true;
    }
}

/* Where the curves are heading: so the scale stands still as they rise. */
static double scale(const struct display *display, const struct view *views)
{
    double most = 1024 * 1024; /* a few open connections do not fill it */

    for (int i = 0; i < DISPLAY_SIDES; i++) {
        double done = progress(display, &views[i]);
        double whole = done > 0.02 ? (double)views[i].grown / done : 0;

        most = whole > most ? whole : most;
    }
    return most;
}

static void put_curves(struct display *display, const struct view *views)
{
    const char *const *glyphs = display->utf8 ? blocks : marks;
    double most = scale(display, views);

    for (int row = DISPLAY_ROWS - 1; row >= 0; row--) {
        begin_line(display);
        for (int i = 0; i < DISPLAY_SIDES; i++) {
            (void)fputs(display->colour ? colours[i] : "", stdout);
            for (int column = 0; column < DISPLAY_COLUMNS; column++) {
                double height =
                    display->curve[i][column] / most * DISPLAY_ROWS * EIGHTHS;
                int level = (int)height - row * EIGHTHS;

                if (row == 0 && level < 1)
                    level = 1; /* nothing is a line along the bottom */
                if (level < 0 || !display->known[i][column])
                    level = 0;
                (void)fputs(glyphs[level > EIGHTHS ? EIGHTHS : level], stdout);
            }
            (void)printf("%s%s", display->colour ? "\033[0m" : "",
                         i == 0 ? GAP : "\n");
        }
    }
}

static void draw(struct display *display, const struct view *views, bool done)
{
    if (display->drawn > 0)
        (void)printf("\033[%dA", display->drawn);
    display->drawn = 0;
    for (int i = 0; i < DISPLAY_SIDES; i++)
        plot(display, i, &views[i]);
    put_names(display, views);
    put_numbers(display, views, done);
    put_curves(display, views);
}

/* ---- Plain lines ----------------------------------------------------- */

static void tell(struct display *display, const struct view *views, bool done)
{
    double part = progress(display, &views[0]);

    if (progress(display, &views[1]) < part)
        part = progress(display, &views[1]);
    if (!done && (int)(part * display->lines) <= display->told)
        return;
    display->told = (int)(part * display->lines);
    for (int i = 0; i < DISPLAY_SIDES; i++) {
        char requests[GROUPED], grown[GROUPED], count[GROUPED];

        (void)printf("  %-9s  %9s requests  %13s bytes  %9s blocks%s\n",
                     views[i].name,
                     grouped(requests, (long long)views[i].requests),
                     grouped_change(grown, views[i].grown),
                     grouped(count, (long long)views[i].blocks),
                     done ? ", at rest" : "");
    }
}

void display_update(struct display *display,
                    const struct view views[DISPLAY_SIDES], bool done)
{
    if (display->in_place)
        draw(display, views, done);
    else
        tell(display, views, done);
    (void)fflush(stdout);
}
