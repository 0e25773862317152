# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What a learner has answered, KEY = VALUE a line, against what a run of now
# shows. For the check.sh of a lab, after lib.sh:
#     . labs/answers.sh                  $answers is the file: $1, or theirs
#     answer_words KEY WORDS             the same words, in any order
#     answer_number KEY NUMBER PERCENT   a number no further off
#     answer_undone COUNT                COUNT more to do, as one is wrong
#     answers_end HINT                   how many to go, or that all are right
# Status 1 ends the check: not solved. answers_say names who knows better.

answers=${1:-$LAB_WORK/answers.txt}
answers_say='the numbers'
answers_wrong=0
answers_count=0
answers_text=$LAB_TMP/answers
lab_text "$answers" >"$answers_text"

# Else an answer that its "=" is missing from would look like none.
answers_stray=$(sed -n '/=/d; /^[[:blank:]]*#/d; /[[:graph:]]/{=;q;}' \
    "$answers_text")
[ -z "$answers_stray" ] || {
    echo "$answers:$answers_stray: there is no \"=\"; write KEY = VALUE, or" \
        '"#" before what is no answer'
    exit 1
}

# Nothing to compare: no need to measure.
grep -q '^[^#=]*=.*[[:graph:]]' "$answers_text" || {
    echo "no answer yet: write them into $answers"
    exit 1
}

answer_given() { # KEY: as it was written last, in small letters
    sed -n "s/^ *$1 *= *//p" "$answers_text" | tail -n 1 |
        tr 'A-Z\t' 'a-z ' | tr -d '\r' | sed 's/ *$//'
}

answer_sorted() { # TEXT: its words in order, one a line
    printf '%s\n' "$1" | tr -s '(), ' '[\n*]' | sed '/^$/d' | sort -u
}

answer_near() { # GIVEN NUMBER PERCENT
    printf '%s\n' "$1" | sed 's/ *b\(yte.*\)*$//; s/,\([0-9][0-9][0-9]\)/\1/g
        s/,/./; s/[x ]//g' |
        awk -v so="$2" -v percent="$3" '{
            off = $0 - so
            off = off < 0 ? -off : off
            exit !(/^[-+]?[0-9]+(\.[0-9]*)?$/ && off * 100 <= so * percent)
        }'
}

answer_judge() { # RIGHT KEY GIVEN: RIGHT is a status
    answers_count=$((answers_count + 1))
    [ "$1" -ne 0 ] || return 0
    answers_wrong=$((answers_wrong + 1))
    if [ -z "$3" ]; then
        echo "$2: no answer yet"
    else
        echo "$2: not $3, say $answers_say"
    fi
}

answer_words() { # KEY WORDS
    answer_now=$(answer_given "$1")
    answer_right=0
    [ "$(answer_sorted "$answer_now")" = "$(answer_sorted "$2")" ] ||
        answer_right=1
    answer_judge "$answer_right" "$1" "$answer_now"
}

answer_number() { # KEY NUMBER PERCENT
    answer_now=$(answer_given "$1")
    answer_right=0
    answer_near "$answer_now" "$2" "$3" || answer_right=1
    answer_judge "$answer_right" "$1" "$answer_now"
}

answer_undone() { # COUNT: none of them is right, and nothing is said of them
    answers_count=$((answers_count + $1))
    answers_wrong=$((answers_wrong + $1))
}

answers_end() { # HINT
    [ "$answers_wrong" -eq 0 ] || {
        echo "$answers_wrong of $answers_count to go; $1"
        exit 1
    }
    echo "all $answers_count as in a run of now"
}
