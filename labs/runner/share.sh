# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The commands that show progress and carry it about: status, export, import,
# room. `status --json` is for other programs; nothing here reads it:
#     {"kit":"mtls-leak-kit","format":1,"learner":"ann@box","at":TIME,"labs":[
#     {"lab":"05","name":"requests","solved":true,"solved_at":TIME|null,
#      "checks":3,"hints":1,"solution_seen":false,"solution_seen_at":null},...
#     ]}
# Sourced by labs/lab.

# In one line, with nothing that a terminal obeys.
printable() { # TEXT
    printf '%s' "$1" | LC_ALL=C tr '\001-\037\177' '?'
}

learner() {
    who=${LAB_NAME:-"${LOGNAME:-$(id -un 2>/dev/null || id -u)}@$(uname -n)"}
    # JSON is UTF-8, and names come in all encodings.
    printf '%s' "$who" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
        who=$(printf '%s' "$who" | LC_ALL=C tr '\200-\377' '?')
    printable "$who"
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

export_rows() {
    LEARNER=$(learner) progress_awk -v action=export "$readable"
}

# Over an older export, but over nothing else.
command_export() {
    [ $# -le 1 ] || misused 'export [FILE]'
    find_progress
    [ $# -eq 1 ] || {
        export_rows
        return 0
    }
    file=$(absolute "$1")
    if [ -e "$file" ] || [ -L "$file" ]; then
        fault=$(file_fault "$file")
        [ -z "$fault" ] || fail "$file $fault: it stays as it is"
    fi
    if [ -s "$file" ] && ! export_fault "$file" >/dev/null; then
        fail "$file is there and is no export: it stays as it is"
    fi
    { export_rows >"$file.part" && export_fault "$file.part" &&
        mv -- "$file.part" "$file"; } >/dev/null 2>&1 || {
        rm -f -- "$file.part" 2>/dev/null || :
        fail "cannot write $file: is the disk full, or the folder not yours?"
    }
}

longest=65536 # bytes; an export has some 600

# Prints what is wrong with it, with status 1; or nothing.
export_fault() { # FILE
    fault=$(file_fault "$1")
    [ -z "$fault" ] || fault="it $fault"
    [ -n "$fault" ] || [ "$(wc -c <"$1")" -le "$longest" ] ||
        fault='it is too long'
    [ -n "$fault" ] ||
        fault=$(progress_awk -v action=verify -v whole=yes <"$1") ||
        fault=${fault:-it cannot be read, as awk does not run here}
    printf '%s' "$fault"
    [ -z "$fault" ]
}

command_import() {
    [ $# -eq 1 ] || misused 'import FILE'
    file=$(absolute "$1")
    fault=$(export_fault "$file") ||
        fail "$file is not taken in: $fault"
    make_temporary
    cp -- "$file" "$temporary/taken" || fail "cannot read $file"
    rewrite -v action=merge "$temporary/taken" || exit 2
    echo "Taken in: $(grep -c '^[0-9]' "$temporary/taken") labs." \
        "Of each, the better was kept."
}

# ---- Room ------------------------------------------------------------------

command_room() {
    folder=
    for each; do
        case $each in
        -*) fail "room has no option $each; labs/lab help lists them" ;;
        *)
            [ -z "$folder" ] || misused 'room DIR'
            folder=$(absolute "$each")
            ;;
        esac
    done
    [ -n "$folder" ] || misused 'room DIR'
    [ -d "$folder" ] || fail "there is no folder $folder"
    there=$(all_labs) || exit 2
    numbers=$(printf '%s\n' "$there" | sed 's|.*/||; s/-.*//' | tr '\n' ' ')
    make_temporary
    : >"$temporary/room"
    for file in "$folder"/*; do
        [ -e "$file" ] || [ -L "$file" ] ||
            fail "there are no files in $folder"
        called=$(printable "${file##*/}")
        if fault=$(export_fault "$file"); then
            { echo "file $called" && cat -- "$file"; } >>"$temporary/room"
        else
            say "$called is skipped: $fault"
        fi
    done
    [ -s "$temporary/room" ] ||
        fail "there is no export in $folder"
    colour=
    [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ] || colour=yes
    LC_ALL=C awk -f "$runner/room.awk" -v labs="$numbers" \
        -v colour="$colour" "$temporary/room"
}
