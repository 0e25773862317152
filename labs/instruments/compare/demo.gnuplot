# SPDX-License-Identifier: MIT
#
# The picture for a projector: few words, large, and each beside its curve;
# lines and colours that differ as greys too (Okabe and Ito's palette). Draws
# demo.svg and demo.png from demo.dat, in the folder that it is run in:
#
#     cd build/report && gnuplot ../../labs/instruments/compare/demo.gnuplot

set encoding utf8
fixed_colour = '#0072b2'
leaky_colour = '#d55e00'
grouped(n) = n < 1000 ? sprintf('%d', n) : \
    grouped(n / 1000).sprintf(',%03d', n % 1000)
signed(n) = n < 0 ? '-'.grouped(-n) : grouped(n)
whole(x) = int(floor(x + 0.5))

# The last line of a curve is the reading after all requests.
stats 'demo.dat' index 'fixed' using 1:(fixed = whole($2), $2) nooutput
stats 'demo.dat' index 'leaky' using (requests = whole($1), $1): \
    (leaky = whole($2), $2) nooutput
stats 'demo.dat' index 'alone' using (sum = $0 == 0 ? $2 : sum + $2, $2) \
    nooutput
top = leaky > 1000 ? leaky / 1e6 : 0.001
share(bytes) = sum > 0 ? 100.0 * bytes / sum : 0
percent(x) = sprintf(x < 1 ? '%.2f%%' : x < 10 ? '%.1f%%' : '%.0f%%', x)

do for [picture in 'svg png'] {
    if (picture eq 'svg') {
        title_font = 'sans-serif,33'
        set terminal svg size 1600,900 font 'sans-serif,26' background 'white'
    } else {
        title_font = 'sans-serif,25'
        set terminal pngcairo size 1600,900 font 'sans-serif,20' \
            background 'white'
    }
    set output 'demo.'.picture
    set multiplot title 'After the same '.grouped(requests). \
        ' requests leaky holds '.signed(leaky). \
        ' bytes more than before, fixed '.signed(fixed).'.' \
        font title_font offset 0,-0.5

    # ---- The curves
    set lmargin at screen 0.075
    set rmargin at screen 0.56
    set tmargin at screen 0.80
    set bmargin at screen 0.17
    set border 3 lw 2
    unset key
    set title 'Live heap grown, in MB' offset 0,0.3
    set xlabel 'requests served' offset 0,0.4
    set xtics nomirror out autofreq
    set ytics nomirror out autofreq
    set grid ytics lt 1 lw 1 lc rgb '#dddddd'
    set xrange [0:requests]
    set yrange [-0.02 * top:1.05 * top]
    set label 1 'leaky: '.signed(whole(real(leaky) / requests)). \
        " bytes\nof every request" at 0.55 * requests,0.75 * top right \
        tc rgb leaky_colour front
    set label 2 'fixed: '.signed(fixed).' bytes' \
        at 0.97 * requests,0.06 * top right tc rgb fixed_colour front
    plot 'demo.dat' index 'leaky' using 1:($2 / 1e6) \
             with lines lw 7 dt 1 lc rgb leaky_colour, \
         '' index 'fixed' using 1:($2 / 1e6) \
             with lines lw 7 dt (8,4) lc rgb fixed_colour
    unset label

    # ---- The shares
    set lmargin at screen 0.68
    set rmargin at screen 0.985
    set border 2 lw 2
    set title 'Each leak alone: its share' offset 0,0.3
    unset xlabel
    unset xtics
    unset grid
    set xrange [0:100]
    set yrange [5.6:-0.6]
    set ytics scale 0
    set style fill solid 1.0 noborder
    plot 'demo.dat' index 'alone' \
             using (share($2)):0:(0):(share($2)):($0 + 0.04):($0 + 0.40): \
                 ytic(1) with boxxyerror lc rgb leaky_colour, \
         '' index 'alone' using (1):($0 - 0.17):(percent(share($2)).'  ('. \
             signed(whole($2 / requests)).' bytes a request)') \
             with labels left
    unset multiplot
    unset output
}
