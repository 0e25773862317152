# SPDX-License-Identifier: MIT
# Makes of a lab's text what pandoc is to print: awk -v part=PART. PART is
# readme, hints or solution: the last two become sections of the first. Blocks
# of commands and diffs become HTML of our own, as pandoc has no style for
# them; comments go, links to files of the kit become plain words, and threads
# become links.

BEGIN {
    if (part == "hints")
        print "\n## Hints\n"
    if (part == "solution")
        print "\n## Solution\n"
}

/^```/ && !fence {
    fence = 1
    kind = $1 == "```console" ? "console" : $1 == "```diff" ? "diff" : ""
    if (kind != "")
        printf "<pre class=\"%s\"><code>", kind
    else
        print $1
    next
}

/^```/ {
    fence = 0
    print (kind != "" ? "</code></pre>" : $0)
    next
}

fence && kind != "" { print styled($0); next }
fence { print; next }

/^<!--/ { comment = 1 }
comment { comment = !/-->/; next }

part != "readme" && /^# / { next }
part == "hints" && /^## [0-9]+$/ { print "### Hint " $2; next }
part != "readme" && /^##/ { print "#" $0; next }

# What is for the instructor becomes a chapter.
/^## For the instructor$/ { chapter = 1 }
chapter && /^##/ { print substr($0, 2); next }

# A picture, which stands beside the text.
/^!\[[^]]*\]\([^) ]*\)$/ {
    folder = FILENAME
    sub(/[^\/]*$/, "", folder)
    sub(/\]\(/, "](" folder)
}
/^!\[/ { print; next }

{ print linked(unlinked($0)) }

# A command goes on after a backslash.
function styled(line,    class) {
    gsub(/&/, "\\&amp;", line)
    gsub(/</, "\\&lt;", line)
    gsub(/>/, "\\&gt;", line)
    if (kind == "console") {
        class = continued || line ~ /^\$ / ? "command" : ""
        continued = class != "" && line ~ /\\$/
    } else
        class = line ~ /^(\+\+\+|---|@@)/ ? "place" : \
            line ~ /^\+/ ? "in" : line ~ /^-/ ? "out" : ""
    return class == "" ? line : "<span class=\"" class "\">" line "</span>"
}

function unlinked(line,    link, words) {
    while (match(line, /\[[^]]*\]\([^):]*\)/)) {
        link = substr(line, RSTART, RLENGTH)
        words = substr(link, 2, index(link, "](") - 2)
        line = substr(line, 1, RSTART - 1) words \
            substr(line, RSTART + RLENGTH)
    }
    return line
}

# owner/name#12 leads to the thread.
function linked(line,    done, thread, parts) {
    while (match(line, /[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+#[0-9]+/)) {
        thread = substr(line, RSTART, RLENGTH)
        split(thread, parts, "#")
        done = done substr(line, 1, RSTART - 1) "[" thread \
            "](https://github.com/" parts[1] "/issues/" parts[2] ")"
        line = substr(line, RSTART + RLENGTH)
    }
    return done line
}
