# shellcheck shell=sh disable=SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# What the grader says of each stage, for check.sh.

asks() { # STAGE: what it asks
    case $1 in
    compile) echo 'it compiles without a warning' ;;
    feature) echo 'it still does what it is there for' ;;
    memcheck) echo 'memcheck finds no error, and the server ends well' ;;
    left) echo 'nothing is left when the server has stopped' ;;
    growth) echo 'no live byte more, whatever clients do' ;;
    held) echo 'no descriptor, thread, mapping or child more' ;;
    threads) echo 'many at once: no race, and nobody is forgotten' ;;
    twin) echo 'it says what fixed/ says, step by step' ;;
    age) echo 'old, it is no bigger and no slower than young' ;;
    esac
}

explains() { # STAGE: before the evidence
    case $1 in
    compile) echo 'The compiler says:' ;;
    feature) echo 'What failed here fails again on yours, and passes on fixed/:' ;;
    memcheck) echo 'Memcheck says:' ;;
    left) echo 'Memcheck says, of what was there after the end:' ;;
    growth)
        if grep -q '^grows: ' "$work/$part.out"; then
            echo 'Live heap before and after, by the heap meter, at rest:'
        else
            echo 'Seen from outside:'
        fi
        ;;
    held) echo 'Held before and after, at rest:' ;;
    threads) echo 'Many clients at once, as ThreadSanitizer or the log tells:' ;;
    twin) echo 'The same steps to both, times, ports and ids aside:' ;;
    age) echo 'Run as at home, without any tool:' ;;
    esac
}

tell_verdict() {
    for stage in $stages; do
        case " $results " in
        *" $stage=passed "*) word=yes ;;
        *" $stage=failed "*) word=NO ;;
        *" $stage=open "*) word=open ;;
        *" $stage=out "*) word=- ;;
        *) continue ;;
        esac
        [ -n "$quiet" ] || printf '%-4s %-9s %s\n' "$word" "$stage" \
            "$(asks "$stage")"
    done
    if [ -z "$failed" ]; then
        [ -n "$quiet" ] || cat "$evidence"
        echo "$lab $module: solved"
        return
    fi
    [ -n "$quiet" ] || {
        printf '\n%s\n' "$(explains "$failed")"
        sed 's/^/    /' "$evidence" | head -n 60
        echo
    }
    echo "$lab $module: not solved ($failed)"
}

tell_scores() { # the last line that Autolab reads
    scores=
    for stage in $stages; do
        case " $results " in
        *" $stage=passed "* | *" $stage=out "*) scores="$scores,\"$stage\":1" ;;
        *) scores="$scores,\"$stage\":0" ;;
        esac
    done
    printf '{"scores":{%s}}\n' "${scores#,}"
}
