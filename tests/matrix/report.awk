# SPDX-License-Identifier: MIT
# The losses of memcheck's XML as its log has them, as far as loss.awk reads.
BEGIN { FS = "[<>]" }
$2 == "kind" { kind = $3; stack = "" }
$2 == "text" { text = $3 }
$2 == "leakedblocks" { blocks = $3 }
$2 == "fn" { stack = stack "   by 0x0: " $3 " (x)\n" }
$2 == "/error" && kind ~ /^Leak_/ {
    print text
    print stack
    print "reachable: 0 bytes in " blocks " blocks"
}
$2 == "/error" { kind = "" }
$2 == "state" && $3 == "FINISHED" { print "ERROR SUMMARY" }
