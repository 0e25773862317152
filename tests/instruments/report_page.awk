# SPDX-License-Identifier: MIT
# Is a page whole, and by itself? Says what is not so; status 1 if there is
# any. Each tag is closed, in order; nothing is loaded, run or linked to; a
# policy stands before what it is to rule.

function fault(what) {
    print what
    bad = 1
}

BEGIN {
    RS = "<"
}

NR == 1 {
    next
}

{
    end = index($0, ">")
    if (end == 0) {
        fault("a < that is no tag: <" substr($0, 1, 40))
        next
    }
    tag = substr($0, 1, end - 1)
    name = tag
    sub(/[ \n\/].*/, "", name)
    if (tag ~ /^\//)
        name = substr(tag, 2)
    text = substr($0, end + 1)
    if (text ~ />/ && name != "style")
        fault("a > in text after <" tag ">")
    if (tag ~ /[ \n](src|href|srcset|data|action|style|on[a-z]+)=/)
        fault("an attribute of <" tag ">")
    if (name ~ /^(script|link|base|iframe|object|embed|img|image|use|form)$/)
        fault("<" tag ">")
    if (tag ~ /^meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+\/]*=*'"$/)
        policy = NR
    if (name == "style" && tag !~ /^\// && !policy)
        fault("no policy before the style")
    if (name == "style" && text ~ /url\(|@import|expression/)
        fault("the style loads something")
    if (tag ~ /^!|^meta/ || tag ~ /\/$/)
        next
    if (tag !~ /^\//)
        open[++depth] = name
    else if (depth == 0 || open[depth--] != name)
        fault("</" name "> closes nothing")
}

END {
    if (depth != 0)
        fault("<" open[depth] "> is not closed")
    if (!policy)
        fault("no policy")
    exit bad
}
