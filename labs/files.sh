# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What the runner, the grader and the labs' scripts say of a learner's file.
# Sourced by each of them.

# Why it cannot be read as a file, to be said behind its name; nothing, if it
# can.
file_fault() { # FILE
    if [ -d "$1" ]; then
        echo 'is a folder, not a file'
    elif [ -L "$1" ] && [ ! -e "$1" ]; then
        echo 'is a link to nothing'
    elif [ ! -e "$1" ]; then
        echo 'is not there'
    elif [ ! -f "$1" ]; then
        echo 'is no plain file'
    elif [ ! -r "$1" ]; then
        echo 'cannot be read: see its permissions'
    fi
}

# Why it does not link, if that is so because it is another module's.
file_of_another() { # LOG MODULE
    ! grep -q 'undefined reference to\|multiple definition of' "$1" ||
        echo "is it the module $2? It must have all functions of" \
            "fixed/$2.h, and no others that are not static"
}
