#!/bin/sh
# SPDX-License-Identifier: MIT
# What texts.sh masks on other releases than the quoted one, and what it
# does not: elsewhere_test.sh RESULT. Made-up texts first, then what the labs
# quote, with one thing changed in what "comes out". Leaves how many of its
# tests passed and failed in RESULT, for summary.sh.
# shellcheck disable=SC2016 # $ and ` are meant as they stand
# shellcheck disable=SC2034,SC2154 # shared with try.sh

set -eu
result=$1
here=$(cd "$(dirname "$0")" && pwd)
counted=labs/elsewhere_test
# shellcheck source=tests/labs/try.sh
. "$here/try.sh"

on() { # RELEASE FUNCTION...
    LABS_TEXT_RELEASE=$1
    shift
    "$@"
    LABS_TEXT_RELEASE='debian 12'
}

# Of a text that quotes $kit/quoted, and gets $kit/output.
quoting() { # SENTENCE STATUS PATTERN [COMMENT...]: those before the block
    {
        [ $# -lt 4 ] || printf '%s\n' "$4"
        block "\$ cat $kit/output" | sed 1,2d | sed '$d'
        cat "$kit/quoted"
        echo '```'
    } | try "$1" "$2" "$3"
}

# ---- Stacks ----------------------------------------------------------------
frame() { # WORDS...: a stack, a frame each
    at='at'
    for words; do
        echo "==1==    $at 0x1: $words"
        at=by
    done
}

frame 'calloc (in /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so)' \
    'inner (in /usr/lib/x86_64-linux-gnu/libx.so.1)' \
    'outer (in /usr/lib/x86_64-linux-gnu/libx.so.1)' \
    'serve.part.0 (server.c:7)' 'serve (server.c:5)' 'work (server.c:9)' \
    'start_thread (pthread_create.c:442)' >"$kit/quoted"

stacks() { # RELEASE SENTENCE STATUS PATTERN FRAME...: instead of the quoted
    release=$1
    shift
    quoted_sentence="$1"
    want=$2
    pattern=$3
    shift 3
    frame "$@" >"$kit/output"
    on "$release" quoting "$quoted_sentence" "$want" "$pattern"
}
mine='calloc (vg_replace_malloc.c:1675)'
outer='outer (in /lib/libx.so.2)'

stacks other 'elsewhere frames of valgrind and of libraries may differ' 0 '' \
    "$mine" 'innermost (x.c:3)' 'inner (x.c:4)' "$outer" \
    'serve (server.c:7)' 'work (server.c:9)' 'start (in /lib/libc.so.6)' \
    'clone (clone.S:100)'
stacks 'debian 12' 'on the quoted release they may not' 1 '^+.*pthread.*454' \
    'calloc (in /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so)' \
    'inner (in /usr/lib/x86_64-linux-gnu/libx.so.1)' \
    'outer (in /usr/lib/x86_64-linux-gnu/libx.so.1)' \
    'serve.part.0 (server.c:7)' 'serve (server.c:5)' 'work (server.c:9)' \
    'start_thread (pthread_create.c:454)'
stacks other 'the function of valgrind is compared' 1 '^+.*malloc (VALGRIND)' \
    'malloc (vg_replace_malloc.c:446)' "$outer" \
    'serve (server.c:7)' 'work (server.c:9)'
stacks other 'the function that we called is compared' 1 '^+.*other (LIB' \
    "$mine" 'other (in /lib/libx.so.2)' 'serve (server.c:7)' \
    'work (server.c:9)'
stacks other 'that there is none is seen' 1 '^-.*outer (LIB' \
    "$mine" 'serve (server.c:7)' 'work (server.c:9)'
stacks other 'the guilty function is compared' 1 '^+.*answer (server.c:7)' \
    "$mine" "$outer" 'answer (server.c:7)' 'work (server.c:9)'
stacks other 'its file is compared' 1 '^+.*serve (main.c:7)' \
    "$mine" "$outer" 'serve (main.c:7)' 'work (server.c:9)'
stacks other 'its line is compared' 1 '^+.*serve (server.c:8)' \
    "$mine" "$outer" 'serve (server.c:8)' 'work (server.c:9)'
stacks other 'who called it is compared' 1 '^+.*rest (server.c:9)' \
    "$mine" "$outer" 'serve (server.c:7)' 'rest (server.c:9)'
stacks other 'a frame of ours more is seen' 1 '^+.*begin (routes.c:3)' \
    "$mine" "$outer" 'begin (routes.c:3)' 'serve (server.c:7)' \
    'work (server.c:9)'

# ---- Masks of a block ------------------------------------------------------
printf '%s\n' 'lost: 3,800 bytes in 5 blocks' >"$kit/quoted"
sized='<!-- elsewhere: s/lost: [0-9,]* bytes/lost: N bytes/ -->'
amount() { # BYTES BLOCKS
    echo "lost: $1 bytes in $2 blocks" >"$kit/output"
}
amount 4,120 5
on other quoting 'a block may mask more elsewhere' 0 ' 0 failed' "$sized"
quoting 'and not on the quoted release' 1 '^+lost: 4,120' "$sized"
on other quoting 'without its mask it differs' 1 '^+lost: 4,120'
amount 4,120 6
on other quoting 'what is not masked is compared' 1 '^+lost: N .* 6' "$sized"
amount 3,800 5
quoting 'such a mask that is stale fails everywhere' 1 \
    'the elsewhere of this block changes nothing' \
    '<!-- elsewhere: s/found: [0-9]*/found: N/ -->'
quoting 'one that would hide anything fails everywhere' 1 'hide anything' \
    '<!-- elsewhere: s/.*/N/ -->'
quoting 'one that is no sed program fails everywhere' 1 'no sed program' \
    '<!-- elsewhere: s/x -->'
try 'one without its block fails' 1 'before no console block' <<'END'
<!-- elsewhere: s/[0-9]* bytes/N bytes/ -->
Words.
END
title='# A text'
quoting 'one in a text that names no release fails' 1 'does not say whose' \
    "$sized"
title='# A text of Debian 12'

LABS_TEXT_RELEASE='debian 13'
see sh "$texts" --rewrite "$text"
judge 'no text is rewritten there' 2 'quote debian 12, and this is debian 13'
LABS_TEXT_RELEASE='debian 12'

# ---- What the labs quote ---------------------------------------------------
# As it comes out elsewhere: `others` of all that is known to differ.
others='s/2002-2022/2002-2026/; s/Valgrind-3.19.0/Valgrind-3.27.1/
s/(in [^ ]*vgpreload[^ ]*)/(vg_replace_malloc.c:1675)/
s/pthread_create.c:442/pthread_create.c:454/
s/libgnutls.so.30.34.3/libgnutls.so.30.40.3/
s/libmicrohttpd.so.12.60.0/libmicrohttpd.so.12.62.11/
/request_end\.part\.0 (/{s/\.part\.0//;n;/request_end (/d;}
s/(3 std)/(3 inherited)/
s/3,800/4,120/; s/81,240/81,560/; s/ 320 / 336 /
s/+436$/+484/; s/+54836$/+54884/
s/178,534 bytes in 967 /185,251 bytes in 1,001 /
s/183,174 (\(.*\) in 977 /189,891 (\1 in 1,011 /
s/mem_heap_B=[0-9]*/mem_heap_B=502419/; s/n2: [0-9]*/n2: 502419/'

# The block of a command: what is quoted, and the masks before it.
lab() { # NN COMMAND
    number=$1
    mkdir -p "$kit/blocks"
    rm -f "$kit/blocks"/*
    awk -v out="$kit/blocks" -f "$here/blocks.awk" \
        "$here"/../../labs/"$1"-*/README.md >/dev/null
    n=$(grep -lx "$2" "$kit/blocks"/*.sh)
    n=${n%.sh}
    cp "$n.want" "$kit/quoted"
    sed 's/.*/<!-- mask: & -->/' "$n.mask" >"$kit/masks"
    sed 's/.*/<!-- elsewhere: & -->/' "$n.elsewhere" >>"$kit/masks"
    sed "$others" "$kit/quoted" >"$kit/other"
    cp "$kit/other" "$kit/output"
    comes 'what is known to differ is let through' 0 ' 0 failed'
}

comes() { # SENTENCE STATUS PATTERN
    on other quoting "lab $number: $1" "$2" "$3" "$(cat "$kit/masks")"
}

never() { # SED...: a thing that the lab teaches, changed, is refused
    for change; do
        sed "$change" "$kit/other" >"$kit/output"
        if cmp -s "$kit/other" "$kit/output"; then
            echo "nothing is changed by $change" >"$kit/said"
            status=-
            judge "lab $number" 1 "^Run it again"
        else
            comes "$change" 1 '^Run it again'
        fi
    done
}

lab 01 'labs/lab run 01'
never '/^fixed/,/^leaky/s/+0$/+16/' '/^sessions/,$s/+54400$/+54401/' \
    '/^fixed/,/^leaky/s/+484$/+0/' 's/+54884$/+484/' 's/+33184$/+33185/' \
    '/^leaky/,/^sessions/s/+[0-9]*$/+0/'
lab 02 'labs/lab run 02'
never 's/start_daemon (server/other (server/' 's/t_daemon (server.c:1/&0/' \
    's/: MHD_start_daemon (/: MHD_stop_daemon (/' 's/serve (/other (/' \
    's/in 5 blocks are/in 6 blocks are/' 's/are definitely/are possibly/' \
    's/lost: 4,120 bytes in 5/lost: 4,120 bytes in 6/' \
    's/4,120 direct/0 direct/' 's/possibly lost: 0/possibly lost: 8/' \
    's/1 errors from 1/2 errors from 2/'
lab 03 'labs/lab run 03'
never 's/1,734 bytes in 3 blocks are/1,737 bytes in 3 blocks are/' \
    's/lost: 1,734/lost: 1,737/' 's/in 3 blocks are/in 4 blocks are/' \
    's/report_new (/other (/' 's/verify (/other (/' 's/(peer.c:/&1/' \
    's/are definitely/are indirectly/' 's/exit: 0 bytes/exit: 578 bytes/' \
    's/^.*All heap blocks.*//'
lab 04 'labs/lab run 04'
never 's/\[544\]/[552]/' 's/1,632 bytes/1,656 bytes/' 's/session_open (/other (/' \
    's/are possibly/are definitely/' 's/(sessions.c:/&1/' \
    's/is 528 bytes inside/is 0 bytes inside/' 's/symbol "list"/symbol "l"/' \
    's/interior points/start points/' 's/lost: 1,632 bytes/lost: 0 bytes/'
lab 05 'labs/lab run 05'
never 's/are still reachable/are definitely lost/' \
    's/request_begin (/other (/' \
    's/^\(.*\) 4,640 bytes in 10 blocks are/\1 4,650 bytes in 10 blocks are/' \
    's/exit: 4,640/exit: 4,650/' 's/(+4,640)/(+0)/' 's/(+10)/(+20)/' \
    's/13,920/13,930/' 's/status 0/status 9/' 's/status 9/status 0/' \
    's/(requests.c:/&1/' 's/^.*are not shown.$//' \
    's/reachable: 4,640 bytes/reachable: 0 bytes/'
lab 06 'labs/lab run 06'
never 's/Invalid read/Invalid write/' 's/request_id (/other (/' \
    's/on_finish (/other (/' 's/request_free (/other (/' \
    's/request_free (requests.c:/&1/' 's/request_end (requests.c:/&1/' \
    's/size 448/size 464/' "s/ free'd/ alloc'd/" 's/request_begin (/other (/' \
    's/ 96 bytes in 3/ 96 bytes in 4/' 's/ 1,392 bytes/ 1,344 bytes/' \
    's/listeners_subscribe (/other (/' 's/end=aborted/end=complete/'
lab 07 'labs/lab run 07'
never 's/: 3 open (3 inh/: 4 open (3 inh/' 's/328320/311904/' \
    's/stream_open (/other (/' 's/exit: 0 bytes/exit: 8 bytes/' \
    's/0 errors from 0/2 errors from 2/' 's/status 0/status 9/' \
    's/^14 .*//' 's/handle_firmware (/other (/' 's/(streams.c:/&1/'
lab 10 'labs/lab run 10'
sed '/^== leaky/,$s/status 0/status 139/' "$kit/other" >"$kit/output"
comes 'leaky may die of its limit' 0 ' 0 failed'
never 's/status 0/status 134/' 's/leaky/fixed/' \
    's/"total": [0-9]*,/"total":/' 's/"failed": 0/"failed": 1/' \
    's/"failed": [1-9][0-9]*/"failed": 0/'

tell
