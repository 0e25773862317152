# SPDX-License-Identifier: MIT
# What is wrong with the form of a text of the labs, a complaint a line:
# awk -v kind=KIND -v name=NN-name -v quoted=RELEASE -f form.awk TEXT. KIND is
# readme, hints, solution or other; the output that a text quotes is of
# RELEASE. Paths that the text names are printed for texts.sh to look for, as
# `path LINE PATH`, links and commands in the line likewise, complaints as
# `wrong LINE WORDS`.

BEGIN {
    split("Symptom,Run,Question,Constraint,Check,Why it matters", sections, \
        ",")
    tree = "^(labs|fixed|leaky|tests|certs|build/instruments)/"
    slug = "[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+"
    thread = "(^|[^A-Za-z0-9_./-])" slug "#[0-9]+|" \
        "https://github\\.com/" slug "/(issues|pull)/[0-9]+"
}

# ---- Fences ----------------------------------------------------------------

/^<!-- elsewhere: .* -->$/ { version = NR }
/^<!-- (mask|elsewhere): .* -->$/ && !fence { mask = NR; next }

/^```/ && !fence {
    fence = NR
    console = $1 == "```console"
    if (console)
        check_words()
    else if (mask)
        wrong("a mask stands before no console block")
    commands = mask = 0
    next
}

/^```/ {
    if (console && !commands)
        wrong("a console block without a command")
    fence = 0
    next
}

fence && /^\$ / {
    commands++
    if (!console)
        wrong("a command in a fence that is no console fence")
}
fence && console && !commands && !/^\$ / {
    wrong("output before the first command of a console block")
    commands++
}
fence && console && / Valgrind-[0-9]|\(in \/usr\// { version = NR }
fence { next }

/^[ \t]+(```|~~~|\$ )|^~~~|^\$ / {
    wrong("a command or fence that no test sees: use ```console, unindented")
}

index(tolower($0), quoted) { named = NR }

NF && mask { wrong("a mask stands before no console block"); mask = 0 }

function check_words(    i) {
    for (i = 2; i <= NF; i++)
        if ($i !~ /^(interactive|exit=[0-9]+|needs=[a-z0-9,_-]+)$/)
            wrong("console block: unknown word " $i)
}

# ---- Headings --------------------------------------------------------------

!title {
    if (!NF || /^<!-- SPDX/)
        next
    title = NR
    check_title()
}

/^## / { check_heading(substr($0, 4)) }

NF && !/^#/ && !/^</ { prose++ }

function check_title(    number) {
    number = substr(name, 1, 2)
    if (kind == "readme" &&
        index($0, "# " number " " substr(name, 4) ": ") != 1)
        wrong("the title is not `# " number " " substr(name, 4) ": ...`")
    else if (!/^# / && !(kind == "hints" && /^## 1$/))
        wrong("no title")
}

function check_heading(text) {
    headings++
    section = text
    if (kind == "readme" && text != sections[headings])
        wrong("section " headings " is `" text "`, not `" \
            sections[headings] "`")
    if (kind == "hints" && text != headings "")
        wrong("hint " headings " has the heading `" text "`")
}

# ---- Threads and paths -----------------------------------------------------

{
    rest = $0
    while (match(rest, thread)) {
        if (section == "Why it matters")
            cited++
        rest = substr(rest, 1, RSTART - 1) " " substr(rest, RSTART + RLENGTH)
    }
    gsub(/https?:[^ )>]*/, " ", rest)
    gsub(/\]\([^)]*\)/, " ", rest)
    if (rest ~ /#[0-9][0-9]+/ || tolower(rest) ~ \
        /(^|[^a-z])(issue|pull request|pr|bug|ticket) #?[0-9][0-9]+/)
        wrong("a thread without its project: write OWNER/NAME#NUMBER")
    name_links($0)
    name_paths($0)
}

function name_links(text,    target) {
    while (match(text, /\]\([^) ]*\)/)) {
        target = substr(text, RSTART + 2, RLENGTH - 3)
        text = substr(text, RSTART + RLENGTH)
        sub(/#.*/, "", target)
        if (target != "" && target !~ /^[a-z]+:/)
            print "link", NR, target
    }
}

# Of a command in backticks, which may go on in the next line, each word that
# is a path. Not those of a learner, or a placeholder: labs/work/...,
# labs/NN-name/...
function name_paths(text,    count, parts, words, i, j, n) {
    count = split(text, parts, "`")
    if (!NF)
        inside = 0
    for (i = inside ? 1 : 2; i <= count; i += 2) {
        if (parts[i] ~ /^(labs\/lab|make) /)
            print "command", NR, parts[i]
        n = split(parts[i], words, /[ =,;'"()]+/)
        for (j = 1; j <= n; j++) {
            sub(/(:[0-9]+)?[.:]?$/, "", words[j])
            if (words[j] ~ tree && words[j] !~ /^labs\/work|[A-Z*$<{|]/)
                print "path", NR, words[j]
            else if (words[j] ~ tree && words[j] ~ /README|SPEC/)
                print "path", NR, words[j]
        }
    }
    if (count && count % 2 == 0)
        inside = !inside
}

# ---- At the end ------------------------------------------------------------

function wrong(words) {
    print "wrong", NR, words
}

END {
    if (fence)
        wrong("a fence that does not end")
    if (version && !named)
        wrong("quotes what versions word differently, and does not say" \
            " whose: " quoted "'s")
    if (kind == "hints" && headings < 2)
        wrong("less than two hints")
    if (kind != "readme")
        exit
    if (headings != 6)
        wrong(headings + 0 " sections, not six")
    if (!cited)
        wrong("`Why it matters` cites no thread as OWNER/NAME#NUMBER")
    if (prose > 60)
        wrong(prose " lines of prose; 60 are a screen")
}
