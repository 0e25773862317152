# SPDX-License-Identifier: MIT
# LeakSanitizer's part of a report of AddressSanitizer: "names" if the stack
# of a leak has one of functions in it; else how many blocks it lists.
BEGIN { split(functions, list, " ") }
/^(Direct|Indirect) leak of / {
    inside = 1
    left += $7
}
/^ *$/ { inside = 0 }
inside && /^ +#[0-9]+ / {
    for (i in list)
        if ($4 == list[i])
            named = 1
}
END { print named ? "names" : "left " left + 0 }
