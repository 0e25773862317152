# SPDX-License-Identifier: MIT
# What differs from system to system, by one name: after raw.sed, to compare.
s/Valgrind-[0-9][0-9.]*/Valgrind-VERSION/g
s|/tmp/lab\.[A-Za-z0-9]*|LAB_TMP|g
s/\(vg_replace_[a-z]*\.c\):[0-9]*/\1:LINE/g
s/-amd64-linux/-ARCH-linux/g
s/-arm64-linux/-ARCH-linux/g
s/x86_64-linux-gnu/ARCH-linux-gnu/g
s/aarch64-linux-gnu/ARCH-linux-gnu/g
s/\.so\.[0-9][0-9.]*/.so.VERSION/g
s/ serial=[0-9a-f][0-9a-f]*/ serial=SERIAL/g
s/[[:blank:]]*$//
