/* SPDX-License-Identifier: MIT */
/*
 * A picture for a projector: few words, large, and each beside its curve;
 * lines and colours that differ as greys too.
 */
#define _POSIX_C_SOURCE 200809L
#include "script.h"

#include "say.h"
#include "verdict.h"

/* ---- Data ------------------------------------------------------------ */

static double megabytes(int64_t bytes)
{
    return (double)bytes / 1e6;
}

void script_curves(const struct subject subjects[SUBJECTS], FILE *file)
{
    for (int s = FIXED; s <= LEAKY; s++) {
        const struct series *series = &subjects[s].series;

        (void)fprintf(file, "# %s: requests, MB grown\n", subjects[s].name);
        for (size_t i = 0; i < series->count; i++) {
            uint64_t requests =
                series_requests(series, i, subjects[s].traffic.requests);
            int64_t grown =
                (int64_t)(series->point[i].bytes - series->point[0].bytes);

            (void)fprintf(file, "%llu %.6f\n", (unsigned long long)requests,
                          megabytes(grown));
        }
        (void)fprintf(file, "\n\n");
    }
}

/* After the point: two figures that mean something. */
static int digits(double share)
{
    if (share < 1)
        return 2;
    return share < 10 ? 1 : 0;
}

void script_shares(const struct subject subjects[SUBJECTS], FILE *file)
{
    double sum = (double)verdict_sum(subjects).bytes;

    (void)fprintf(file, "# place, share, module, bytes a request\n");
    for (int i = 0; i < MODULES; i++) {
        const struct subject *subject = &subjects[VARIANTS + i];
        int64_t bytes = model_growth(subject).bytes;
        double share = sum > 0 ? 100 * (double)bytes / sum : 0;
        char number[GROUPED];

        (void)fprintf(
            file, "%d %.4f %s \"%.*f%%  (%s bytes a request)\"\n", i, share,
            subject->name, digits(share), share,
            grouped(number,
                    (long long)(model_per_request(subject, bytes) + 0.5)));
    }
}

/* ---- Script ---------------------------------------------------------- */

static const char start_of_script[] =
    "# Run it in its own folder: gnuplot demo.gnuplot\n"
    "set encoding utf8\n"
    "fixed_colour = '#0072b2'\n" /* Okabe and Ito's palette: told apart by */
    "leaky_colour = '#d55e00'\n" /* all eyes, and as greys too */
    "do for [picture in 'svg png'] {\n"
    "if (picture eq 'svg') {\n"
    "  title_font = 'sans-serif,33'\n"
    "  set terminal svg size 1600,900 font 'sans-serif,26' \\\n"
    "    background 'white'\n"
    "} else {\n"
    "  title_font = 'sans-serif,25'\n"
    "  set terminal pngcairo size 1600,900 font 'sans-serif,20' \\\n"
    "    background 'white'\n"
    "}\n"
    "set output 'demo.'.picture.'.tmp'\n";

static const char curves_of_script[] =
    "set lmargin at screen 0.075\n"
    "set rmargin at screen 0.56\n"
    "set tmargin at screen 0.80\n"
    "set bmargin at screen 0.17\n"
    "set border 3 lw 2\n"
    "unset key\n"
    "set title 'Live heap grown, in MB' offset 0,0.3\n"
    "set xlabel 'requests served' offset 0,0.4\n"
    "set xtics nomirror out autofreq\n"
    "set ytics nomirror out autofreq\n"
    "set grid ytics lt 1 lw 1 lc rgb '#dddddd'\n"
    "plot 'demo.dat' index 1 with lines lw 7 dt 1 lc rgb leaky_colour, \\\n"
    "     'demo.dat' index 0 with lines lw 7 dt (8,4) lc rgb fixed_colour\n"
    "unset label\n";

static const char shares_of_script[] =
    "set lmargin at screen 0.68\n"
    "set rmargin at screen 0.985\n"
    "set border 2 lw 2\n"
    "set title 'Each leak alone: its share' offset 0,0.3\n"
    "unset xlabel\n"
    "unset xtics\n"
    "unset grid\n"
    "set xrange [0:100]\n"
    "set yrange [5.6:-0.6]\n"
    "set ytics scale 0\n"
    "set style fill solid 1.0 noborder\n"
    "plot 'demo-shares.dat' using 2:1:(0):2:($1+0.04):($1+0.40):ytic(3) \\\n"
    "       with boxxyerror lc rgb leaky_colour, \\\n"
    "     '' using (1):($1-0.17):4 with labels left\n"
    "unset multiplot\n"
    "unset output\n"
    "}\n";

void script_write(const struct subject subjects[SUBJECTS], FILE *file)
{
    const struct subject *leaky = &subjects[LEAKY];
    int64_t grown = model_growth(leaky).bytes;
    double top = megabytes(grown) > 0.001 ? megabytes(grown) : 0.001;
    char requests[GROUPED], a[GROUPED], b[GROUPED], each[GROUPED];

    (void)fputs(start_of_script, file);
    (void)fprintf(
        file,
        "set multiplot title \"After the same %s requests leaky holds %s\" "
        "\\\n  .\" bytes more than before, fixed %s.\" "
        "font title_font offset 0,-0.5\n",
        grouped(requests, (long long)leaky->traffic.requests),
        grouped(a, grown), grouped(b, model_growth(&subjects[FIXED]).bytes));
    (void)fprintf(
        file,
        "set xrange [0:%llu]\n"
        "set yrange [%g:%g]\n"
        "set label 1 \"leaky: %s bytes\\nof every request\" at %g,%g right "
        "tc rgb leaky_colour front\n"
        "set label 2 \"fixed: %s bytes\" at %g,%g right tc rgb fixed_colour "
        "front\n",
        (unsigned long long)leaky->traffic.requests, -0.02 * top, 1.05 * top,
        grouped(each, (long long)(model_per_request(leaky, grown) + 0.5)),
        0.55 * (double)leaky->traffic.requests, 0.75 * top, b,
        0.97 * (double)leaky->traffic.requests, 0.06 * top);
    (void)fputs(curves_of_script, file);
    (void)fputs(shares_of_script, file);
}
