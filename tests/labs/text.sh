# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# One text of the labs: runs its commands and compares, or rewrites. Sourced
# by texts.sh, which has top, here, limit, release, quoted, rewrite, and bad()
# and good().
# shellcheck disable=SC2154 # those

# ---- Commands --------------------------------------------------------------

# labs/work is elsewhere: an empty folder, as are the learner's home and state.
# Descriptor 9: a terminal's, which it has left open.
run_command() { # N: its output to N.real, as it is to be quoted
    sed "s|labs/work|$temp/works|g" "$temp/b/$1.sh" >"$temp/command"
    status=0
    (
        cd "$top"
        unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BUILD CERTS ONLY
        unset XDG_STATE_HOME COLUMNS
        HOME=$temp/home LAB_HOME=$temp/state LAB_WORKS=$temp/works \
            NO_COLOR=1 TERM=dumb PAGER=cat LC_ALL=C.UTF-8 \
            timeout -k 5 "$limit" sh "$temp/command"
    ) </dev/null 9</dev/null >"$temp/output" 2>&1 || status=$?
    sed "s|$temp/works|labs/work|g; s|$temp/state|LAB_HOME|g
        s|$temp/home|HOME|g; s|$top|KIT|g" "$temp/output" |
        sed -f "$here/raw.sed" | awk 1 >"$temp/b/$1.real"
}

lacks() { # NEEDS: prints the first tool that is not there
    [ "$1" != - ] || return 1
    for tool in $(echo "$1" | tr , ' '); do
        PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || {
            echo "$tool"
            return 0
        }
    done
    return 1
}

# What versions word differently is compared as it stands on the release that
# the texts quote; on another it is masked, here and by the block's own words.
normalise() { # FILE
    sed -f "$here/raw.sed" "$1" | sed -f "$here/compare.sed" | {
        if [ "$release" = "$quoted" ]; then
            cat
        else
            sed -f "$here/elsewhere.sed" |
                awk -v ours="$ours" -f "$here/frames.awk"
        fi
    }
}

# Both sides get the masks. One that changes a line of plain words would hide
# anything, one that changes neither side is stale.
plain='The quick brown fox jumps over the lazy dog'
mask() { # N BLOCK: N.want and N.real to N.want.masked and N.real.masked
    masks=$temp/b/$1
    for side in "$masks.want" "$masks.real"; do
        normalise "$side" >"$side.plain"
        sed -f "$masks.mask" "$side.plain" >"$side.masked" || return 1
        sed -f "$masks.elsewhere" "$side.masked" >"$side.else" || return 1
        use "$masks.mask" "$2.mask" "$side.plain" "$side.masked"
        use "$masks.elsewhere" "$2.elsewhere" "$side.masked" "$side.else"
        [ "$release" = "$quoted" ] || mv "$side.else" "$side.masked"
    done
    [ "$(echo "$plain" | sed -f "$masks.mask" -f "$masks.elsewhere")" = \
        "$plain" ]
}

use() { # MASKS BLOCK.KIND BEFORE AFTER: noted, and whether they change a line
    [ -s "$1" ] || return 0
    : >"$temp/b/masked.$2"
    cmp -s "$3" "$4" || : >"$temp/b/used.$2"
}

stale_masks() { # FILE
    for masked in "$temp/b/masked".*; do
        block=${masked##*/masked.}
        [ ! -e "$masked" ] || [ -e "$temp/b/used.$block" ] ||
            bad "$1" "${block%.*}" \
                "the ${block#*.} of this block changes nothing"
    done
}

differs() { # FILE LINE N STATUS: what does
    [ "$status" != 124 ] || echo "It took more than $limit seconds."
    [ "$status" = "$4" ] || echo "It ended with $status; the text says $4."
    awk -f "$here/hide.awk" "$temp/b/$3.want.masked" \
        "$temp/b/$3.real.masked" >"$temp/b/$3.shown"
    diff -u --label "$1, line $2" --label 'the real run' \
        "$temp/b/$3.want.masked" "$temp/b/$3.shown" || :
}

# The first time a command's output differs it is run once more: what a tool
# says once in a hundred runs is shown, and doesn't fail the text. A text that
# is wrong is wrong twice.
judge_command() { # FILE LINE N STATUS BLOCK
    run_command "$3"
    if ! mask "$3" "$5" 2>&1; then
        bad "$1" "$2" 'its mask is no sed program, or would hide anything'
    elif agrees "$3" "$4"; then
        good
    elif [ -n "$rewrite" ]; then
        echo "$3" >>"$temp/differ"
        [ "$status" = "$4" ] || bad "$1" "$2" \
            "ended with $status, not $4: say \`console exit=$status\`"
    else
        differs "$@" >"$temp/first"
        run_command "$3"
        if mask "$3" "$5" && agrees "$3" "$4"; then
            echo "$1:$2: differed once, and not the second time:"
            cat "$temp/first"
            good
        else
            bad "$1" "$2" "\$ $(cat "$temp/b/$3.sh")"
            differs "$@"
            echo "Run it again:  sh tests/labs/texts.sh --text $1"
        fi
    fi
}

agrees() { # N STATUS
    [ "$status" = "$2" ] && awk -f "$here/match.awk" \
        "$temp/b/$1.want.masked" "$temp/b/$1.real.masked"
}

# ---- A text ----------------------------------------------------------------

check_text() { # FILE: absolute
    [ -r "$1" ] || {
        bad "$(shown "$1")" 1 'is missing'
        return
    }
    rm -rf "${temp:?}"/home "$temp/works" "$temp/state" "$temp/b" \
        "$temp/differ"
    mkdir -p "$temp/home" "$temp/works" "$temp/b"
    [ -n "$rewrite" ] || check_form "$1"
    awk -v out="$temp/b" -f "$here/blocks.awk" "$1" >"$temp/blocks"
    while read -r n line _ _ block expected mode needs; do
        if [ "$mode" = interactive ]; then
            skip interactive
        elif tool=$(lacks "$needs"); then
            skip "no $tool"
        else
            judge_command "$(shown "$1")" "$line" "$n" "$expected" "$block" \
                </dev/null
        fi
    done <"$temp/blocks"
    [ -n "$rewrite" ] || stale_masks "$(shown "$1")"
}

skip() { # WHY
    case ", $skipped," in
    *", $1,"*) ;;
    *) skipped=${skipped:+$skipped, }$1 ;;
    esac
}

# ---- Rewrite ---------------------------------------------------------------

rewrite_text() { # FILE
    rewrite=1
    check_text "$1"
    text=$(shown "$1")
    [ -s "$temp/differ" ] || {
        echo "$text: nothing to rewrite"
        return
    }
    awk -v b="$temp/b" -v text="$text" '
        FILENAME == ARGV[1] { differ[$1] = 1; next }
        FILENAME == ARGV[2] {
            if ($1 in differ) {
                after[$3 - 1] = $1
                for (i = $3; i <= $4; i++)
                    gone[i] = 1
                print text ":" $2 ": rewritten" >"/dev/stderr"
            }
            next
        }
        FNR in gone && $0 == "..." {
            print text ":" FNR ": a ... is gone" >"/dev/stderr"
        }
        !(FNR in gone) { print }
        FNR in after {
            while ((getline line <(b "/" after[FNR] ".real")) > 0)
                print line
        }' "$temp/differ" "$temp/blocks" "$1" >"$temp/new"
    cat "$temp/new" >"$1"
}

