# SPDX-License-Identifier: MIT
# Time lapse: each duration of a Prometheus file, 1h30m or 5m or 30s, becomes
# 240 times as short, so that a minute passes in a quarter of a second.
# Comments and annotations stay.
function milliseconds(text,    total, count, number, unit, i) {
    total = number = 0
    count = length(text)
    for (i = 1; i <= count; i++) {
        unit = substr(text, i, 1)
        if (unit ~ /[0-9]/) {
            number = number * 10 + unit
        } else {
            total += number * scale[unit]
            number = 0
        }
    }
    return sprintf("%.0fms", total / 240)
}
BEGIN {
    scale["s"] = 1000
    scale["m"] = 60000
    scale["h"] = 3600000
    scale["d"] = 86400000
}
/^ *#/ || /^ *(summary|description):/ { print; next }
{
    out = ""
    rest = $0
    while (match(rest, /[0-9]+[dhms][0-9dhms]*/)) {
        at = RSTART
        next_at = RSTART + RLENGTH
        word = substr(rest, at, RLENGTH)
        if (substr(rest, at - 1, 1) !~ /[A-Za-z0-9_.]/ || at == 1)
            if (substr(rest, next_at, 1) !~ /[A-Za-z0-9_.]/)
                word = milliseconds(word)
        out = out substr(rest, 1, at - 1) word
        rest = substr(rest, next_at)
    }
    print out rest
}
