# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The commands that show progress and carry it about: status, export, import,
# room. `status --json` prints what the others read:
#     {"kit":"mtls-leak-kit","format":1,"learner":"ann@box","at":TIME,"labs":[
#     {"lab":"05","name":"requests","solved":true,"solved_at":TIME|null,
#      "checks":3,"hints":1,"solution_seen":false,"solution_seen_at":null},...
#     ]}
# Sourced by labs/lab.

json_string() { # TEXT
    LC_ALL=C TEXT=$1 awk -f "$runner/json.awk" -f "$runner/status.awk" \
        -v action=quote
}

learner() {
    who=${LAB_NAME:-"${LOGNAME:-$(id -un 2>/dev/null || id -u)}@$(uname -n)"}
    # JSON is UTF-8, and names come in all encodings.
    printf '%s' "$who" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
        who=$(printf '%s' "$who" | LC_ALL=C tr '\200-\377' '?')
    printf '%s' "$who"
}

# ---- Status ----------------------------------------------------------------

json_time() { # TIME|-
    if [ "$1" = - ]; then
        echo null
    else
        printf '"%s"\n' "$1"
    fi
}

json_flag() { # TIME|-
    if [ "$1" = - ]; then echo false; else echo true; fi
}

status_json() {
    printf '{"kit":"mtls-leak-kit","format":1,"learner":%s,"at":"%s",' \
        "$(json_string "$(learner)")" "$(now)"
    printf '"labs":['
    comma=
    while IFS= read -r each; do
        use_lab "$each"
        read_lab
        printf '%s\n{"lab":"%s","name":"%s",' "$comma" "$number" "$name"
        printf '"solved":%s,"solved_at":%s,"checks":%s,"hints":%s,' \
            "$(json_flag "$solved")" "$(json_time "$solved")" "$checks" \
            "$hints"
        printf '"solution_seen":%s,"solution_seen_at":%s}' \
            "$(json_flag "$seen")" "$(json_time "$seen")"
        comma=,
    done <<LIST
$there
LIST
    printf '\n]}\n'
}

status_table() {
    learner
    echo
    printf '%-15s %-21s %6s %6s  %s\n' lab solved checks hints 'solution seen'
    all=0
    finished=0
    while IFS= read -r each; do
        use_lab "$each"
        read_lab
        all=$((all + 1))
        [ "$solved" = - ] || finished=$((finished + 1))
        printf '%-15s %-21s %6s %6s  %s\n' "$titled" "$solved" "$checks" \
            "$hints" "$seen"
    done <<LIST
$there
LIST
    echo "$finished of $all labs are solved."
}

command_status() {
    case $# in
    0) form=status_table ;;
    1) [ "$1" = --json ] || misused 'status [--json]'
        form=status_json ;;
    *) misused 'status [--json]' ;;
    esac
    find_progress
    there=$(all_labs) || exit 2
    "$form"
}

# ---- Export and import -----------------------------------------------------

# Over an older export, but over nothing else.
command_export() {
    [ $# -le 1 ] || misused 'export [FILE]'
    find_progress
    there=$(all_labs) || exit 2
    [ $# -eq 1 ] || {
        status_json
        return 0
    }
    file=$(absolute "$1")
    if [ -e "$file" ] || [ -L "$file" ]; then
        fault=$(file_fault "$file")
        [ -z "$fault" ] || fail "$file $fault: it stays as it is"
    fi
    if [ -s "$file" ] && ! grep -qs '"kit":"mtls-leak-kit"' -- "$file"; then
        fail "$file is there and is no export: it stays as it is"
    fi
    { status_json >"$file.part" && read_status "$file.part" room &&
        mv -- "$file.part" "$file"; } >/dev/null 2>&1 || {
        rm -f -- "$file.part" 2>/dev/null || :
        fail "cannot write $file: is the disk full, or the folder not yours?"
    }
}

longest=65536 # bytes; a status has some 2,000

# Prints its rows; or, with status 1, what is wrong with it.
read_status() { # FILE import|room
    reason=$(file_fault "$1")
    [ -z "$reason" ] || reason="it $reason"
    [ -n "$reason" ] || [ "$(wc -c <"$1")" -le "$longest" ] ||
        reason='it is too long'
    input=$1
    [ -z "$reason" ] || input=/dev/null
    LC_ALL=C FILE=${1##*/} REASON=$reason awk -f "$runner/json.awk" \
        -f "$runner/status.awk" -v action="$2" <"$input"
}

command_import() {
    [ $# -eq 1 ] || misused 'import FILE'
    file=$(absolute "$1")
    make_temporary
    read_status "$file" import >"$temporary/rows" ||
        fail "$file is not taken in: $(cat "$temporary/rows")"
    rewrite -v action=merge "$temporary/rows" || exit 2
    echo "Taken in: $(($(wc -l <"$temporary/rows") - 1)) labs." \
        "Of each, the better was kept."
}

# ---- Room ------------------------------------------------------------------

command_room() {
    json=
    folder=
    for each; do
        case $each in
        --json) json=yes ;;
        -*) fail "room has no option $each; labs/lab help lists them" ;;
        *)
            [ -z "$folder" ] || misused 'room DIR [--json]'
            folder=$(absolute "$each")
            ;;
        esac
    done
    [ -n "$folder" ] || misused 'room DIR [--json]'
    [ -d "$folder" ] || fail "there is no folder $folder"
    make_temporary
    : >"$temporary/rows"
    for file in "$folder"/*; do
        [ -e "$file" ] || [ -L "$file" ] ||
            fail "there are no files in $folder"
        read_status "$file" room >>"$temporary/rows" || :
    done
    colour=
    [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ] || colour=yes
    LC_ALL=C awk -f "$runner/room.awk" -v json="$json" -v colour="$colour" \
        "$temporary/rows" || exit 2
}
