# SPDX-License-Identifier: MIT
# What other versions than the quoted ones word differently, by one name:
# after compare.sed, of a text and of a run on another release, before
# frames.awk. No name, count or size of the kit's own is touched.
s/\((C) 2002\)-20[0-9][0-9],/\1-YEAR,/
# Since valgrind 3.25 the three that every process has are not by themselves.
s/\(FILE DESCRIPTORS: [0-9]* open ([0-9]*\) inherited)/\1 std)/
