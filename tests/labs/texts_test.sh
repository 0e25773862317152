#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests texts.sh with made-up texts: texts_test.sh RESULT. Each fault that it
# is there to find is seen found, and what is right is seen let through.
# Leaves how many of its tests passed and failed in RESULT, for summary.sh.
# shellcheck disable=SC2016,SC1003 # $ and ` are meant as they stand
# shellcheck disable=SC2034,SC2154 # shared with try.sh

set -eu
result=$1
here=$(cd "$(dirname "$0")" && pwd)
counted=labs/texts_test
# shellcheck source=tests/labs/try.sh
. "$here/try.sh"

# ---- Outputs ---------------------------------------------------------------
one 'an output as quoted passes' 0 '^2 passed, 0 failed$' \
    '$ printf "a\nb\n"' a b
one 'a stale output fails' 1 '^+new$' '$ echo new' old
one 'its place is named' 1 '^text.md:4: \$ echo new$' '$ echo new' old
one 'it says how to run it again' 1 'texts.sh --text text.md$' '$ echo x' y
one 'an output that is not quoted fails' 1 '^+a$' '$ echo a'
one 'stderr is output' 0 ' 0 failed' '$ echo a >&2' a
one 'a blank line is compared' 1 ' 1 failed' '$ printf "a\n\nb\n"' a b
one 'what differs once is shown' 0 '^+slow$' \
    '$ test -e "$HOME/asked" && echo x || { touch "$HOME/asked"; echo slow; }' x
one 'what differs once is no failure' 0 '^2 passed, 0 failed$' \
    '$ test -e "$HOME/asked" && echo x || { touch "$HOME/asked"; echo slow; }' x
one 'each command of a block is run' 1 '^text.md:6: ' \
    '$ echo a' a '$ echo b' c
one 'a command may be continued' 0 ' 0 failed' '$ echo a \' '    b' 'a b'
one 'no colour, no terminal, no input' 0 ' 0 failed' \
    '$ test ! -t 1 && cat && echo $NO_COLOR' 1

one '... stands for lines' 0 ' 0 failed' '$ seq 9' 1 ... 5 ... 9
one '... stands for no line, too' 0 ' 0 failed' '$ seq 2' 1 ... 2 ...
one '... goes on when the first match was not it' 0 ' 0 failed' \
    '$ printf "a\na\nb\n"' ... a b
one 'what follows ... must come' 1 ' 1 failed' '$ seq 9' 1 ... 12
one 'what follows ... must come in this order' 1 ' 1 failed' \
    '$ seq 9' ... 5 ... 4 ...
one 'a diff hides what ... stands for' 1 '^ \.\.\.$' '$ seq 30' ... 20 2x ...
one 'without a ... at the end nothing may follow' 1 ' 1 failed' \
    '$ seq 9' ... 8

# ---- What varies -----------------------------------------------------------
one 'pids, addresses, ports and paths are normalised' 0 ' 0 failed' \
    '$ echo "==77== at 0x4FF https://127.0.0.1:35123/ $PWD/x"' \
    '==PID== at 0xADDR https://127.0.0.1:PORT/ KIT/x'
one 'other numbers are compared' 1 ' 1 failed' \
    '$ echo "{\"bytes\":12345}"' '{"bytes":12346}'
one 'a line of a source is no port' 1 '^+(a.c:1676)$' \
    '$ echo "(a.c:1676)"' '(a.c:1675)'
one 'versions of libraries are not' 0 ' 0 failed' \
    '$ echo "(in /usr/lib/x86_64-linux-gnu/libgnutls.so.30.34.3)"' \
    '(in /usr/lib/aarch64-linux-gnu/libgnutls.so.30.37.1)'

mask() { # SENTENCE STATUS PATTERN MASK: of one block, 12 bytes or 34
    printf '%s\n' "<!-- mask: $4 -->" '```console' '$ echo 12 bytes' \
        '34 bytes' '```' | try "$1" "$2" "$3"
}
mask 'a mask hides what varies' 0 ' 0 failed' 's/[0-9]* bytes/N bytes/'
mask 'a mask that is stale fails' 1 'the mask of this block changes nothing' \
    's/[0-9]* blocks/N/'
mask 'a mask that would hide anything fails' 1 'hide anything' 's/.*/N/'
mask 'a mask that deletes all lines fails' 1 'hide anything' 'd'
mask 'a mask that is no sed program fails' 1 'no sed program' 's/x'
try 'a mask holds for its block only' 1 '^+12 bytes$' <<'END'
<!-- mask: s/[0-9]* bytes/N bytes/ -->
```console
$ echo 12 bytes
34 bytes
```

```console
$ echo 12 bytes
34 bytes
```
END
try 'a mask without its block fails' 1 'before no console block' <<'END'
<!-- mask: s/[0-9]* bytes/N bytes/ -->
Words.
END

# ---- Status, skips, limits -------------------------------------------------
one 'a wrong exit status fails' 1 'ended with 3; the text says 0' '$ exit 3'
one 'a missing command fails' 1 'ended with 127' \
    '$ no-such-command 2>/dev/null'
see env LABS_TEXT_LIMIT=1 sh -c 'printf "# A\n\n\`\`\`console\n\$ sleep 9\n\
\`\`\`\n" >"$2"; exec sh "$1" --text "$2"' sh "$texts" "$text"
judge 'a command that does not end fails' 1 'more than 1 seconds'

words() { # SENTENCE STATUS PATTERN WORDS COMMAND...: of one silent block
    sentence=$1
    want=$2
    pattern=$3
    {
        printf '```console %s\n' "$4"
        shift 4
        printf '$ %s\n' "$@"
        echo '```'
    } | try "$sentence" "$want" "$pattern"
}
words 'a status that is said passes' 0 ' 0 failed' exit=3 'exit 3'
words 'one that does not come fails' 1 'with 0; the text says 3' exit=3 true
words 'it is the last command that it speaks of' 1 '^text.md:4: ' exit=3 \
    'exit 3' 'exit 3'
words 'a missing tool is a skip, and said' 0 'skipped: no no-such-tool$' \
    needs=sh,no-such-tool "touch $kit/ran" false
words 'an interactive command is a skip' 0 'skipped: interactive$' \
    interactive "touch $kit/ran" false
words 'a tool that is there is no skip' 1 ' 1 failed' needs=sh false
see test ! -e "$kit/ran"
judge 'what is skipped is not run' 0 ''
words 'a word that is not known fails' 1 'unknown word needz=sh' needz=sh true
one 'a text has a labs/work of its own' 0 ' 0 failed' \
    '$ mkdir labs/work/05; echo labs/work/05' labs/work/05 \
    '$ ls labs/work' 05 '$ test ! -e labs/"work"'

# ---- Form ------------------------------------------------------------------
form() { # SENTENCE PATTERN LINE...: a text that has a fault
    sentence=$1
    pattern=$2
    shift 2
    printf '%s\n' "$@" | try "$sentence" 1 "$pattern"
}
form 'a command in another fence' 'no console fence' '```sh' '$ true' '```'
form 'a command in an indented block' 'no test sees' '    $ true'
form 'a fence that does not end' 'does not end' '```console' '$ true'
form 'a console block without a command' 'without a command' \
    '```console' '```'
form 'output before a command' 'before the first' '```console' a '$ true' \
    '```'
form 'a link that leads nowhere' 'leads nowhere' 'See [it](no/such.md).'
title='# A text'
form 'a quote of one version, which is not named' 'not say whose: debian 12' \
    '```console' '$ echo "==1== Using Valgrind-3.19.0"' \
    '==PID== Using Valgrind-3.19.0' '```'
title='# A text of Debian 12'
form 'a path that is not there' 'no leaky/none.c$' 'In `leaky/none.c:12`.'
form 'a path within a command' 'no labs/none$' '`sh labs/none start`.'
form 'a thread without its project' 'without its project' 'See #1234.'
form 'an issue without its project' 'without its project' 'Of issue 1234.'
form 'a command that the runner has not' 'no command' '`labs/lab sing`.'
form 'a target that is not there' 'no command' '`make -j build tea X=1`.'
try 'links, placeholders and threads that are right' 0 ' 0 failed' <<'END'
[It](text.md#there), [afar](https://example.org/#1234), `leaky/NAME.c`,
`labs/work/05/requests.c`, `tests/labs/*.sed`, rsyslog/librelp#194,
https://github.com/h2o/picotls/issues/151, `tests/labs/texts.sh:3`,
`make -s build A=b; tea`, `labs/lab list NN`.
END

lab=$kit/labs/05-requests
mkdir -p "$lab"
echo requests | tee "$lab/module" >"$lab/run.sh"
: >"$kit/leaky/requests.c"
readme() { # SECTION...
    printf '# 05 requests: a table\n'
    for section; do
        printf '\n## %s\n' "$section"
        [ "$section" != 'Why it matters' ] || echo 'See h2o/picotls#151.'
    done
}
try_lab() { # SENTENCE PASSED PATTERN
    see sh "$texts" "$kit/results" 05
    judge "$1" 0 "$3"
    see cat "$kit/results/05"
    judge "$1: its result" 0 "^$2\$"
}
printf '# Hints\n\n## 1\n\n## 2\n' >"$lab/hints.md"
echo '# Solution' >"$lab/solution.md"
readme Symptom Run Question Constraint Check 'Why it matters' \
    >"$lab/README.md"
try_lab 'a lab that is right' '4 passed, 0 failed' '^labs/05: 4 passed$'
readme Symptom Question Run Constraint Check 'Why it matters' \
    >"$lab/README.md"
try_lab 'sections in disorder' '3 passed, 2 failed' 'section 2 is `Question`'
readme Symptom Run Question Constraint Check >"$lab/README.md"
try_lab 'a section less' '3 passed, 2 failed' 'README.md:.*5 sections, not six'
readme Symptom Run Question Constraint Check 'Why it matters' |
    sed 's|^# 05 requests|# 05 Requests|; s|h2o/||' >"$lab/README.md"
try_lab 'title and thread' '3 passed, 3 failed' 'cites no thread'
rm "$lab/solution.md"
printf '# Hints\n\n## 1\n\n## 3\n' >"$lab/hints.md"
try_lab 'a missing file, and hints in disorder' '0 passed, 5 failed' \
    'solution.md:1: is missing'
see sh "$texts" "$kit/results" 06
judge 'a lab that is not there' 2 'no text is called 06'

# ---- Rewrite ---------------------------------------------------------------
{
    block '$ seq 9' ... 9
    echo
    block '$ echo "==77== new"; seq 2' old '$ true' '$ echo b'
} >"$text"
see sh "$texts" --rewrite "$text"
judge 'a stale text is rewritten' 0 '^text.md:12: rewritten$'
{
    block '$ seq 9' ... 9
    echo
    block '$ echo "==77== new"; seq 2' '==PID== new' 1 2 '$ true' \
        '$ echo b' b
} >"$kit/expected"
see cmp "$kit/expected" "$text"
judge 'and nothing else of it' 0 ''
block '$ exit 3' >"$text"
see sh "$texts" --rewrite "$text"
judge 'a status is not rewritten, but said' 1 'say `console exit=3`'

tell
