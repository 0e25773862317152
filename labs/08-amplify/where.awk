# SPDX-License-Identifier: MIT
# Sums memcheck's loss records by the outermost function of GnuTLS in their
# stacks, for each of ten connections.
/ lost in loss record / {
    bytes = $3 ~ /^\(/ ? substr($3, 2) : $2
    gsub(/,/, "", bytes)
    from = "libmicrohttpd itself"
}
/(at|by) 0x[0-9A-F]*: gnutls_/ { from = $4 }
/: start_daemon / {
    sum[from] += bytes
    bytes = 0
}
END {
    for (from in sum)
        printf "%7d bytes  %s\n", sum[from] / 10, from | "sort -rn"
}
