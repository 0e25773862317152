# SPDX-License-Identifier: MIT
# What differs from run to run, by one name: in a text as `--rewrite` writes
# it. texts.sh adds the kit's own paths.
s/==[0-9][0-9]*==/==PID==/g
s/--[0-9][0-9]*--/--PID--/g
s/\*\*[0-9][0-9]*\*\*/**PID**/g
s/0xADDR/0x0/g
s/0x[0-9A-Fa-f][0-9A-Fa-f]*/0xADDR/g
# A port, but no line: (vg_replace_malloc.c:1675).
s/\(\.[ch]\):\([0-9]\)/\1:\n\2/g
s/\([]0-9A-Za-z]\):[0-9]\{4,5\}$/\1:PORT/
s/\([]0-9A-Za-z]\):[0-9]\{4,5\}\([^0-9]\)/\1:PORT\2/g
s/:\n/:/g
