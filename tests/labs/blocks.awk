# SPDX-License-Identifier: MIT
# Takes the commands out of a text: awk -v out=DIR -f blocks.awk TEXT. Command
# N goes to DIR/N.sh, what the text quotes of its output to DIR/N.want, the
# block's masks to DIR/N.mask and DIR/N.elsewhere. Prints a line for each:
#     N LINE FIRST LAST BLOCK STATUS MODE NEEDS
# the line of the command, those of its output (FIRST > LAST: none), that of
# its block, its exit status, `run` or `interactive`, and the tools that it
# needs, or `-`.

/^<!-- mask: .* -->$/ && !fence {
    masks = masks substr($0, 12, length($0) - 15) "\n"
    next
}

/^<!-- elsewhere: .* -->$/ && !fence {
    elsewhere = elsewhere substr($0, 17, length($0) - 20) "\n"
    next
}

/^```/ && !fence {
    fence = 1
    console = $1 == "```console"
    begin_block()
    next
}

/^```/ {
    end_command(NR - 1)
    settle(status)
    fence = console = 0
    masks = elsewhere = ""
    next
}

!fence {
    if (NF)
        masks = elsewhere = ""
    next
}

!console { next }

/^\$ / && !continued {
    end_command(NR - 1)
    settle(0)
    command = substr($0, 3)
    line = NR
    continued = /\\$/
    next
}

continued {
    command = command "\n" $0
    continued = /\\$/
    next
}

command != "" {
    if (!first)
        first = NR
    want = want $0 "\n"
}

function begin_block(    i) {
    block = NR
    status = 0
    mode = "run"
    needs = "-"
    for (i = 2; i <= NF; i++) {
        if ($i == "interactive")
            mode = $i
        else if ($i ~ /^exit=/)
            status = substr($i, 6)
        else if ($i ~ /^needs=/)
            needs = substr($i, 7)
    }
}

# What a block says of its exit status is meant of its last command: the row
# of each is held back until it is known whether another one comes.
function settle(exit_status) {
    if (row != "")
        print row, exit_status, mode, needs
    row = ""
}

function end_command(last) {
    if (command == "")
        return
    count++
    save(count ".sh", command "\n")
    save(count ".want", want)
    save(count ".mask", masks)
    save(count ".elsewhere", elsewhere)
    if (!first)
        first = last + 1
    row = count " " line " " first " " last " " block
    command = want = ""
    first = 0
}

function save(name, text) {
    printf "%s", text >(out "/" name)
    close(out "/" name)
}
