# shellcheck shell=sh disable=SC2034,SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The grader asks twice, for check.sh. What a learner's server fails in may be
# the machine's doing, which is too slow, or whose disk is full. So there is a
# no only when fixed/ passes right afterwards, and the learner's fails once
# more, each alone and with more patience. Only what a tool has measured (a
# stack of memcheck's, the heap meter's numbers) is a proof at once.

turns_most=3 # failed, and passed when asked again: then the stage is open
undecided=   # why the first that stayed open did

# Whether it is a no: 0, or 1 when the learner's server passes now. FILE has
# its last words. Ends without a verdict when fixed/ fails, too.
confirmed() { # WHAT FILE PROGRAM [ARGUMENT...]
    what=$1
    answer=$2
    shift 2
    stages_stop # alone
    patience=$((3 * patience))
    limit=$((3 * limit))
    yours="$per_request $resumes $server"
    server=$reference per_request=0 resumes=1
    ask "$work/reference" "$@" || {
        cat "$work/reference" >&2
        cannot "$what failed on fixed/ too, when asked again (see above): is \
the machine busy, or the disk full? Try again"
    }
    server=${yours#* * } yours=${yours% "$server"}
    per_request=${yours% *} resumes=${yours#* }
    status=0
    ask "$answer" "$@" || status=$?
    [ "$status" -ne 124 ] ||
        echo "$what came to no end within $limit seconds" >>"$answer"
    [ "$status" -ne 0 ]
}

# One more has failed, and passed when it was asked again. The last such turn
# leaves the stage open: what comes later may be a proof, as memcheck's stack
# is of a block freed twice, of which a server dies only now and then.
count_turn() { # WHAT: whether there is another
    turns=$((turns + 1))
    [ "$turns" -ge "$turns_most" ] || return 0
    open=1
    undecided=${undecided:-"$1 failed $turns times, and passed each time when \
asked again: is the machine busy? Try again"}
    return 1
}
