# SPDX-License-Identifier: MIT
# With json.awk: one file of `status --json`; ENVIRON has the FILE's name, and
# the REASON if it could not be read at all. -v action=import prints its rows
# as a file of progress, or what is wrong; room a line of fields with a tab
# between: learner, the name to show, the name as JSON, the file to show, the
# file as JSON, and a row for each lab; or skipped, file, file, what is wrong,
# and that as JSON. Status 1 when anything is wrong. quote: TEXT as JSON.

function is(path, wanted) {
    return (path in type) && type[path] == wanted
}

function count_wrong(path) {
    return !is(path, "number") || value[path] !~ /^[0-9]+$/ || \
        length(value[path]) > 6
}

# A flag, and the time it was set at.
function time_wrong(flag, path) {
    if (is(flag, "false"))
        return !is(path, "null")
    return !is(flag, "true") || !is(path, "string") || \
        value[path] !~ time
}

function lab_wrong(path,    lab) {
    lab = path "/lab"
    if (!is(lab, "string") || value[lab] !~ /^[0-9][0-9]$/)
        return "a lab without its number"
    if (value[lab] in known)
        return "lab " value[lab] " twice"
    known[value[lab]] = 1
    if (time_wrong(path "/solved", path "/solved_at"))
        return "lab " value[lab] ": solved and solved_at do not go together"
    if (time_wrong(path "/solution_seen", path "/solution_seen_at"))
        return "lab " value[lab] \
            ": solution_seen and solution_seen_at do not go together"
    if (count_wrong(path "/checks") || count_wrong(path "/hints"))
        return "lab " value[lab] ": checks or hints is no count"
    return ""
}

function status_wrong(    i, reason) {
    if (!is("kit", "string") || value["kit"] != "mtls-leak-kit")
        return "it is not of this kit"
    if (!is("format", "number") || value["format"] != "1")
        return "its format is not 1"
    if (!is("learner", "string") || value["learner"] == "")
        return "it names no learner"
    if (!is("labs", "array"))
        return "it has no labs"
    for (i = 0; i < size["labs"] && reason == ""; i++)
        reason = lab_wrong("labs/" i)
    return reason
}

function row(path) {
    return value[path "/lab"] " " \
        (is(path "/solved", "true") ? value[path "/solved_at"] : "-") " " \
        value[path "/checks"] + 0 " " value[path "/hints"] + 0 " " \
        (is(path "/solution_seen", "true") ? \
            value[path "/solution_seen_at"] : "-")
}

# Nothing that a terminal obeys.
function printable(string,    i, character, result) {
    for (i = 1; i <= length(string); i++) {
        character = substr(string, i, 1)
        result = result (character < " " || character == "\177" ? "?" : \
            character)
    }
    return result
}

function import(    i) {
    print "mtls-leak-kit progress 1"
    for (i = 0; i < size["labs"]; i++)
        print row("labs/" i)
}

function both(string) {
    return printable(string) "\t" json_string(string)
}

function room(    i, line) {
    line = "learner\t" both(value["learner"]) "\t" both(ENVIRON["FILE"])
    for (i = 0; i < size["labs"]; i++)
        line = line "\t" row("labs/" i)
    print line
}

BEGIN {
    time = "^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]" \
        "T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z$"
    if (action == "quote")
        print json_string(ENVIRON["TEXT"])
}

{ all = all $0 "\n" }

END {
    if (action == "quote")
        exit
    reason = ENVIRON["REASON"]
    if (reason == "" && json_read(all) != "")
        reason = "it is no JSON: " wrong
    if (reason == "")
        reason = status_wrong()
    if (reason != "") {
        print (action == "import" ? reason : "skipped\t" \
            both(ENVIRON["FILE"]) "\t" both(reason))
        exit 1
    }
    if (action == "import")
        import()
    else
        room()
}
