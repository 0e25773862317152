# SPDX-License-Identifier: MIT
#
# What lab 08 measures, as a picture for a page or a projector: amplify.svg, of
# amplify.dat (amplify.awk, form=bars), in the folder that it is run in. Light, middle and dark, so that it can be told in grey, too.

set encoding utf8
colours = '#c4c4c4 #d55e00 #00335c'
colour(m) = word(colours, m)
place(row, m) = row + 0.27 * (m - 2)

stats 'amplify.dat' index 0 using 2 nooutput
rows = STATS_records

set terminal svg size 1600,1500 font 'sans-serif,24' background 'white'
set output 'amplify.svg'
set multiplot

# ---- Bars: for each server, one in each mode
set border 2 lw 2
set style fill solid 1.0 noborder
set yrange [rows - 0.4:-0.6]
set ytics scale 0
unset xtics
set tmargin at screen 0.885
set bmargin at screen 0.40
set label 10 'What is kept, and what is held: the same leaks, three ways' \
    at screen 0.5,0.975 center font 'sans-serif,32'
set label 11 'plain HTTP' at screen 0.325,0.938 left
set label 12 'TLS' at screen 0.515,0.938 left
set label 13 'mutual TLS' at screen 0.625,0.938 left
set for [m = 1:3] object m + 20 rectangle \
    from screen word('0.29 0.48 0.59', m),0.930 \
    to screen word('0.315 0.505 0.615', m),0.946 \
    fillcolor rgb colour(m) fillstyle solid noborder

set title 'Bytes kept for each request (log scale)' offset 0,-0.4
set lmargin at screen 0.085
set rmargin at screen 0.50
set logscale x
set xrange [10:600000]
plot for [m = 1:3] 'amplify.dat' index m - 1 using \
         ($3 > 10 ? $3 : 10):(place($0, m)):(10):($3 > 10 ? $3 : 10): \
         (place($0, m) - 0.125):(place($0, m) + 0.125) \
         with boxxyerror lc rgb colour(m) notitle, \
     for [m = 1:3] '' index m - 1 using \
         (($3 > 10 ? $3 : 10) * 1.15):(place($0, m)):(strcol(4)) \
         with labels left font 'sans-serif,19' notitle, \
     '' index 0 using (1):0:ytic(1) with points notitle
unset logscale x
unset label
unset object

set title 'Bytes held while it is open (pale: by certificate)' offset 0,-0.4
set lmargin at screen 0.575
set rmargin at screen 0.985
set xrange [0:64000]
plot for [m = 1:3] 'amplify.dat' index m + 2 using \
         3:(place($0, m)):(0):3: \
         (place($0, m) - 0.125):(place($0, m) + 0.125) \
         with boxxyerror fs solid 0.45 lc rgb colour(m) notitle, \
     for [m = 1:3] '' index m + 2 using \
         2:(place($0, m)):(0):2: \
         (place($0, m) - 0.125):(place($0, m) + 0.125) \
         with boxxyerror fs solid 1.0 lc rgb colour(m) notitle, \
     for [m = 1:3] '' index m + 2 using \
         ($3 + 700):(place($0, m)):(strcol(4)) \
         with labels left font 'sans-serif,19' notitle, \
     '' index 0 using (-1):0:ytic(1) with points notitle

# ---- Curves: fixed/, by the certificates
set border 3 lw 2
set tmargin at screen 0.29
set bmargin at screen 0.085
set xlabel 'certificates in a chain' offset 0,0.4
set xrange [0.9:4.15]
set xtics nomirror out ('1' 1, '2' 2, '3' 3)
set ytics nomirror out scale 0.5 autofreq
set grid ytics lt 1 lw 1 lc rgb '#dddddd'
do for [what in '2 3'] {
    held = what eq '2'
    set title held ? 'fixed: bytes held, in thousands' : \
        'fixed: allocations for each connection (log scale)' offset 0,-0.4
    set lmargin at screen held ? 0.575 : 0.085
    set rmargin at screen held ? 0.985 : 0.50
    unit = held ? 1000.0 : 1
    set yrange [held ? 0 : 80:held ? 30 : 100000]
    if (!held) {
        set logscale y
        set ytics ('100' 100, '1,000' 1000, '10,000' 10000, '100,000' 100000)
    }
    # c: 6 and 7 are mutual TLS, 8 is TLS; names must not touch one another.
    plot for [c = 6:8] 'amplify.dat' index c \
             using 1:(column(int(what)) / unit) \
             with linespoints lw 5 dt c == 7 ? 2 : 1 pt 2 * c - 7 ps 1.6 \
                 lc rgb colour(c == 8 ? 2 : 3) notitle, \
         for [c = 6:8] '' index c every ::2::2 \
             using (3.1):(column(int(what)) / unit - \
                 (held ? (c == 8) - 0.5 * (c == 7) : 0)):(strcol(4)) \
             with labels left font 'sans-serif,19' \
                 tc rgb colour(c == 8 ? 2 : 3) notitle
}
unset multiplot
unset output
