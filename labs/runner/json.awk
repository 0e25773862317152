# SPDX-License-Identifier: MIT
# Reads one JSON text. json_read(text) returns what is wrong with it, or
# nothing; then type["labs/0/solved"] is object, array, string, number, true,
# false or null, value[...] is a string or number, and size[...] is of arrays.

function json_read(json) {
    text = json
    at = 1
    wrong = ""
    split("", type)
    split("", value)
    split("", size)
    read_value("", 0)
    skip_blanks()
    if (wrong == "" && at <= length(text))
        refuse("more after its end")
    return wrong
}

function refuse(what) {
    if (wrong == "")
        wrong = what " at character " at
}

function skip_blanks() {
    while (at <= length(text) && index(" \t\r\n", substr(text, at, 1)))
        at++
}

# Whether the next is this character, which is then read.
function next_is(character) {
    skip_blanks()
    if (wrong != "" || substr(text, at, 1) != character)
        return 0
    at++
    return 1
}

function below(path, name) {
    return path == "" ? name : path "/" name
}

function read_value(path, depth,    rest) {
    if (path in type)
        refuse("the same name twice")
    if (depth > 9)
        refuse("too deeply nested")
    if (wrong != "")
        return
    if (next_is("{"))
        read_object(path, depth)
    else if (next_is("["))
        read_array(path, depth)
    else if (next_is("\"")) {
        type[path] = "string"
        value[path] = read_string()
    } else {
        rest = substr(text, at, 40)
        if (match(rest, /^(true|false|null)/))
            type[path] = substr(rest, 1, RLENGTH)
        else if (match(rest, number)) {
            type[path] = "number"
            value[path] = substr(rest, 1, RLENGTH)
        } else
            refuse("no value")
        at += RLENGTH > 0 ? RLENGTH : 0
    }
}

function read_object(path, depth,    name) {
    type[path] = "object"
    if (next_is("}"))
        return
    do {
        if (!next_is("\"")) {
            refuse("no name")
            return
        }
        name = read_string()
        if (!next_is(":"))
            refuse("no colon")
        read_value(below(path, name), depth + 1)
    } while (next_is(","))
    if (!next_is("}"))
        refuse("no }")
}

function read_array(path, depth) {
    type[path] = "array"
    size[path] = 0
    if (next_is("]"))
        return
    do
        read_value(below(path, size[path]++), depth + 1)
    while (next_is(","))
    if (!next_is("]"))
        refuse("no ]")
}

# From behind its first quote.
function read_string(    string, character) {
    string = ""
    while (at <= length(text)) {
        character = substr(text, at++, 1)
        if (character == "\"")
            return string
        if (character < " ")
            break
        string = string (character == "\\" ? read_escape() : character)
    }
    refuse("a string without its end")
    return ""
}

function read_escape(    character, place) {
    character = substr(text, at++, 1)
    place = index("bfnrt", character)
    if (place)
        return substr("\b\f\n\r\t", place, 1)
    if (character != "" && index("\"\\/", character))
        return character
    if (character == "u" && match(substr(text, at, 4), \
            /^[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]/)) {
        at += 4
        return utf8(substr(text, at - 4, 4))
    }
    refuse("an unknown escape")
    return ""
}

# Pairs of surrogates do not occur in what the runner writes: a mark instead.
function utf8(digits,    code, i) {
    for (i = 1; i <= 4; i++)
        code = code * 16 + \
            index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
    if (code == 0 || (code >= 55296 && code <= 57343))
        return "?"
    if (code < 128)
        return sprintf("%c", code)
    if (code < 2048)
        return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
    return sprintf("%c%c%c", 224 + int(code / 4096), \
        128 + int(code / 64) % 64, 128 + code % 64)
}

# ---- To write --------------------------------------------------------------

BEGIN {
    number = "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?"
    for (i = 1; i < 32; i++)
        controls = controls sprintf("%c", i)
}

function json_string(string,    i, character, result) {
    for (i = 1; i <= length(string); i++) {
        character = substr(string, i, 1)
        if (character == "\"" || character == "\\")
            character = "\\" character
        else if (character == "\n")
            character = "\\n"
        else if (character == "\t")
            character = "\\t"
        else if (index(controls, character))
            character = sprintf("\\u%04x", index(controls, character))
        result = result character
    }
    return "\"" result "\""
}
