# SPDX-License-Identifier: MIT
# How many bytes a massif snapshot's tree has under one of functions: the most
# in one place. "n1: 131328 0x111A5F: stream_open (streams.c:96)"
BEGIN { split(functions, list, " "); most = 0 }
/^ *n[0-9]+: / {
    for (i in list)
        if ($0 ~ ": " list[i] "(\\.[a-z0-9.]*)? \\(" && $2 > most)
            most = $2
}
END { print most }
