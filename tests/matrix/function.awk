# SPDX-License-Identifier: MIT
# The function that a line of a C file is in.
NR > line { exit }
/^[a-z][^;]*\(/ { sub(/\(.*/, ""); sub(/.*[ *]/, ""); name = $0 }
END { print name }
