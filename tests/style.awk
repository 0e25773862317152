# SPDX-License-Identifier: MIT
# One dialect in all folders: that of fixed/, where clang-format and shellcheck
# leave it open. Prints FILE:LINE: and what to do; status 1 if there is any.
# For make lint: awk -f tests/style.awk FILE..., in C or shell.

function found(line, what) {
    printf "%s:%d: %s\n", FILENAME, line, what
    bad = 1
}

function depth(text) {
    match(text, /^ */)
    return RLENGTH
}

# A type needs its parentheses, a variable does not.
function is_type(text) {
    return text ~ /^(struct|enum|union|unsigned|const) / || text ~ /_t$/ || \
        text ~ /^(char|short|int|long|float|double|void|bool)[ *]*/ || \
        text ~ /^[A-Z]/ || text ~ /[*]$/
}

function check_sizeof(text,    operand) {
    while (match(text, /sizeof\([^()]*\)/)) {
        operand = substr(text, RSTART + 7, RLENGTH - 8)
        text = substr(text, RSTART + RLENGTH)
        if (!is_type(operand))
            found(FNR, "sizeof " operand ", without parentheses")
    }
}

# Own header, system headers, the kit's: each kind in one place.
function check_include(    kind) {
    kind = $2 ~ /^</ ? 2 : 3
    if (!includes++ && FILENAME ~ /[.]c$/ && kind == 3)
        kind = 1
    if (kind < last_kind)
        found(FNR, "own header first, then system headers, then others")
    last_kind = kind
}

# LIST_FOREACH and its kin keep their braces: they are macros.
function opens_control(text) {
    return text ~ /^ *(\} )?(if|for|while|else)[ ({]/ && text !~ /FOREACH/
}

# At the line that closes a block: was that one statement, alone on its line?
# In a chain of if and else, all blocks have braces when one needs them.
function check_block(at,    plain) {
    plain = previous ~ /;( *\/\*.*\*\/)?$/ && before ~ /\{$/ && \
        opens_control(before) && depth(before) == at
    if (!(at in chain)) {
        chain[at] = 1
        start[at] = FNR - 2
    }
    chain[at] = chain[at] && plain
    if (/^ *\} else/)
        return
    if (chain[at])
        found(start[at], "one statement needs no braces")
    delete chain[at]
}

FNR == 1 {
    split("", chain)
    last_kind = includes = 0
    previous = before = ""
}

FILENAME !~ /[.][ch]$/ {
    if (/^[a-z_]+ *\(\) *(#.*)?$/)
        found(FNR, "a function begins like this: name() { # ARGUMENTS")
    next
}

{
    if ($0 ~ /^ *\/\* / && $0 !~ /\*\//)
        found(FNR, "a comment of more than one line begins with a bare /*")
    if ($0 ~ /^ *\/\/ /)
        found(FNR, "comments are /* */")
    if ($0 ~ /^\/\* [A-Za-z].* ----+ \*\/$/)
        found(FNR, "a heading is /* ---- Like this ---- */")
    if ($0 ~ /^#include/)
        check_include()
    if (FILENAME ~ /^(tests|labs)\// && $0 ~ /(^|[^A-Za-z0-9_.>"])stop *\(/)
        found(FNR, "cmocka 2 has a macro stop: give it another name")
    if (!/^#define/ && !/\\$/) # a macro's argument may be any expression
        check_sizeof($0)

    if ($0 ~ /^ *\}/)
        check_block(depth($0))
    # And the other way round: a loop or an if inside needs them.
    if (opens_control(previous) && previous !~ /[{;]$/ && \
        opens_control($0) && depth($0) > depth(previous) && \
        previous ~ /(\)|else)$/)
        found(FNR - 1, "what is inside is no plain statement: braces")
    # Two literals that fit into one.
    if ($0 ~ /^ *"/ && previous ~ /"$/ && previous !~ /(\\n|\\r)"$/ && \
        previous !~ /^#/ && length(previous) + length($0) - depth($0) < 82)
        found(FNR - 1, "a literal broken in two without need")
    before = previous
    previous = $0
}

END { exit bad }
