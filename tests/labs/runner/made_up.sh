# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# Labs and a grader that are made up, for runner.sh.

# 00: no module; its check looks for the answer 42.
make_first() {
    mkdir -p "$LAB_LABS/00-first/start/deep"
    cd "$LAB_LABS/00-first" || exit
    echo '# 00 first: the title' >README.md
    echo 'answer = ' >start/answers.txt
    echo deep >start/deep/below.txt
    printf '## 1\n\nVague.\n\nStill vague.\n\n## 2\n\nClear.\n' >hints.md
    printf '%s\n' '<!-- mask: s/0/N/ -->' 'The reasons of 00.' >solution.md
    cat >run.sh <<'TEXT'
echo "args:$#:$*"
pwd
for name in LAB_BUILD LAB_CERTS LAB_WORK LAB_TMP LAB_SERVER; do
    sh -c "echo $name=\$$name"
done
ls -A "$LAB_TMP"
: >"$LAB_TMP/used"
TEXT
    cat >check.sh <<'TEXT'
echo "checks ${1:-$LAB_WORK/answers.txt}"
file=${1:-$LAB_WORK/answers.txt}
! grep -q endless "$file" || { sleep 600 & echo $! >"$LAB_ENDLESS"; wait; }
! grep -q odd "$file" || exit 77
! grep -q cannot "$file" || { echo 'lab: cannot' >&2; exit 2; }
grep -q '= 42$' "$file" || { echo 'not "42"'; exit 1; }
TEXT
}

# 05: a module; what run.sh shows comes from the server's program.
make_module() {
    mkdir -p "$LAB_LABS/05-requests"
    cd "$LAB_LABS/05-requests" || exit
    echo '# 05 requests: kept for ever' >README.md
    echo requests >module
    printf '## 1\nOne.\n## 2\nTwo.\n## 3\nThree.\n' >hints.md
    echo 'The reasons of 05.' >solution.md
    cat >run.sh <<'TEXT'
echo "$LAB_SERVER"
"$LAB_SERVER" --version
grep -ao 'mark-[a-z]*' "$LAB_SERVER" || :
TEXT
}

# It tells what it was called with, and judges by a word in the file.
make_grader() {
    cat >"$LAB_GRADER" <<'TEXT'
printf '<%s>' "$@"
echo " in $(pwd)"
for file; do :; done
! grep -q 'is solved' "$file" || exit 0
# In the foreground: a shell would mind a signal only after it.
! grep -q 'is endless' "$file" ||
    sh -c 'echo $$ >"$LAB_ENDLESS"; exec sleep 600'
! grep -q 'is piped' "$file" || kill -PIPE $$
! grep -q 'is odd' "$file" || exit 77
! grep -q 'is beyond it' "$file" || { echo 'check: cannot' >&2; exit 2; }
exit 1
TEXT
}

(make_first)
(make_module)
make_grader
mkdir "$LAB_LABS/08-bare" "$LAB_LABS/notes" "$LAB_LABS/7-no-lab"
: >"$LAB_LABS/09-a-file"

# What a learner does to pass the made-up checks.
solve_first() {
    "$program" start 00 >/dev/null
    echo 'answer = 42' >"$LAB_WORKS/00/answers.txt"
}

solve_module() {
    "$program" start 05 >/dev/null
    echo '/* is solved */' >>"$LAB_WORKS/05/requests.c"
}
