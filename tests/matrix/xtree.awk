# SPDX-License-Identifier: MIT
# What callgrind_annotate makes of an xtree, curB alone and inclusive: how many
# bytes one of functions has under it, the most in one place.
#     1,234 (12.3%)  streams.c:stream_open [/path/mtls-server]
BEGIN { split(functions, list, " "); most = 0 }
/^ *[0-9,]+ / {
    bytes = $1
    gsub(/,/, "", bytes)
    for (i in list)
        if ($0 ~ "[:/ ]" list[i] "(\\.[a-z0-9.]*)?( |$)" && bytes + 0 > most)
            most = bytes + 0
}
END { print most }
