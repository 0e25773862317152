#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 13's check judges right: node.sh RESULT
# Right servers pass, each leak alone fails, and so do half fixes and cheats,
# for the reason they should. The sections of a server are exchanged by
# node/compose.awk. Leaves how many of its tests passed and failed in RESULT,
# for summary.sh. Without node it tests nothing, and says so.

set -eu
counted=labs/node
lab=13-node
# shellcheck source=tests/labs/checked.sh
. "$(dirname "$0")/checked.sh"
count_needs "$1" node
leaky=labs/13-node/start/server.js
fixed=labs/13-node/solution.js

over() { # FILE [SECTIONS]: of it over the fixed server
    awk -v only="${2-}" -f tests/labs/node/compose.awk "$1" "$fixed" \
        >"$work/server.js"
}

part() { # NAME: a file of sections
    over "tests/labs/node/$1.js"
}

patched() { # NAME: a patch of what the learner begins with, its requests
    patch -s -F 0 -r - -o "$work/patched.js" "$leaky" \
        "tests/labs/node/$1.patch"
    over "$work/patched.js" Requests
}

# The twins differ in the five sections, and nowhere else.
over "$leaky" 'Server Requests Listeners Streams Refusals'
verdict=0
awk -f tests/labs/node/compose.awk /dev/null "$leaky" |
    cmp -s - "$work/server.js" || verdict=1
judge "$verdict" 'the twins differ in five sections only'

judges_leak() { # SECTION WORDS
    over "$leaky" "$1"
    judges 1 "$2" "the leak of $1 alone fails"
}

echo 'const' >"$work/server.js"
judges 1 SyntaxError 'what is no JavaScript fails'
echo 'throw new Error("no luck");' >"$work/server.js"
judges 1 'Error: no luck' 'a server that does not start fails'
mkdir "$work/bin"
ln -s /usr/bin/* "$work/bin"
rm -f "$work/bin/node" "$work/bin/nodejs"
everywhere=$PATH
PATH=$work/bin
judges 2 'there is no node: make deps-node' 'without node a line says so'
PATH=$everywhere

cp "$fixed" "$work/server.js"
judges 0 'the answers are right' 'the solution passes'
part right-own
judges 0 'the answers are right' 'a server that goes with its client passes'
part right-scope
judges 0 'the answers are right' 'a store of each request passes'
patched right-hundred
judges 0 'the answers are right' 'the hundred that are listed, whole, pass'

judges_leak Server ' servers\[\]'
judges_leak Requests ' requests\[\].req$'
judges_leak Listeners ' events._events.finish\[\]'
judges_leak Streams ' streams\[\]'
judges_leak Refusals ' refusals\[\].socket$'

part wrong-socket
judges 1 ' _events.close\[\] -> ' 'a listener left on the connection fails'
part wrong-id
judges 1 ' events._events.finish\[\]' 'a listener that knows a number fails'
part wrong-pipe
judges 1 'descriptors open\|ReadStream' 'a broken download left open fails'
patched wrong-cap
judges 1 ' requests\[\].req$' 'a bound of a thousand requests fails'
patched wrong-sweep
judges 1 ' requests\[\].req$' 'what is swept when somebody asks fails'
part wrong-dies
judges 1 'the server has ended by itself' 'one that dies fails, with these words'
grep -q 'one too many' "$work/said" || bad 'no word of what it died of'
part wrong-empty
judges 1 'GET /requests' 'a list without requests fails'
patched cheat-checked
judges 1 ' requests\[\].req$' 'one that sees that it is looked at fails'
patched cheat-signal
judges 1 'SIGUSR1' 'one that takes the signal for itself fails'
patched cheat-idle
judges 1 ' requests\[\].req$' 'one that is mended when idle fails'

count_end "$1"
