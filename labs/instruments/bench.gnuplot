# SPDX-License-Identifier: MIT
# fixed/bench.svg: bench_all.sh sets `data`, of bench.awk, and `picture`.
set terminal svg size 860,340 dynamic noenhanced background rgb "white" font "sans-serif,12"
set output picture
set title "Times as cheap as nginx, in server CPU (more is better)"
set style data histograms
set style fill solid 0.85 border -1
set boxwidth 0.9
set yrange [0:*]
set grid ytics
set key outside top center horizontal samplen 1
set bmargin 4
set xtics scale 0 nomirror
set datafile separator "\t"
set arrow from graph 0, first 1 to graph 1, first 1 nohead dt 2
plot data using 2:xtic(1) title "full handshake and GET" lc rgb "#1b6ca8", \
    data using 3 title "resumed and GET" lc rgb "#f2a541", \
    data using 4 title "GET, kept alive" lc rgb "#6a994e"
