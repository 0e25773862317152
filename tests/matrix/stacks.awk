# SPDX-License-Identifier: MIT
# The text of heapmeter stacks --growth: "names" if one of functions is where
# memory grew, as a row's function; else "left N", the blocks that grew.
#     +464 bytes, +1 block: request_begin leaky/requests.c:85
BEGIN { split(functions, list, " ") }
/^\+[0-9]+ bytes, \+[0-9]+ block/ {
    left += $3
    for (i in list)
        if ($5 == list[i])
            named = 1
}
END { print named ? "names" : "left " left + 0 }
