# SPDX-License-Identifier: MIT
# Which tests of a log failed, and why, a line each: of cmocka's, of count.sh's,
# and what ended with a status. For summary.sh.
function tell(line) {
    if (!(line in told) && ++count <= 10)
        print "    " substr(line, 1, 300)
    told[line] = 1
}
# The first of a test: one failure leads to others.
function note(line) {
    if (why == "")
        why = line
}
/^\[ RUN  / { why = place = printed = "" }
sub(/^ERROR: /, "") { note($0) } # fail_msg()
/^\[  ERROR   \] --- \[/ { note(printed) } # what we print before we fail
/\[   LINE   \] --- / && place == "" {
    place = $0
    sub(/^.*\[   LINE   \] --- /, "", place)
    sub(/: error:.*$/, "", place)
    sub(/^.*\//, "", place)
}
sub(/^\[  ERROR   \] --- /, "") && !/^\[/ { note($0) }
/^\[  FAILED  \] [a-z0-9_]+$/ {
    if (place != "")
        tell($4 ", " place ": " why)
    why = place = ""
}
/: failed: |: ended with status / { tell($0) }
!/^\[/ { printed = $0 }
END {
    if (count > 10)
        print "    and " count - 10 " more"
}
