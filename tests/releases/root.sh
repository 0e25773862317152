# shellcheck shell=sh disable=SC2154 # variables of run.sh
# SPDX-License-Identifier: MIT
# A root folder of another release, for run.sh: made by debootstrap, and made
# anew when it is older than a week.

user=learner # an ordinary one, in the root

root_is_fresh() {
    [ -e "$root.made" ] && [ -z "$(find "$root.made" -mtime +6)" ]
}

# The archive that this machine uses, if that is Debian's. Without one,
# debootstrap knows where to go.
archive() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
        /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed -n '/^#/d
            s|^.*[ :]\([a-z]*://[^ ]*/debian\)/*\( .*\)*$|\1|p' | sed -n 1p
}

# A mirror that stands still has a list of files that has expired; a proxy of
# this machine's apt is one for the root's, too.
configure_apt() {
    {
        echo 'Acquire::Check-Valid-Until "false";'
        apt-config dump 2>/dev/null | grep -i '^Acquire::https*::Proxy' || :
    } >"$root/etc/apt/apt.conf.d/90test-on"
}

make_root() {
    command -v debootstrap >/dev/null ||
        fail 'needs debootstrap; apt-get install debootstrap'
    say "makes a root by debootstrap, log in ${root#"$top/"}.log"
    rm -rf --one-file-system "$root" "$root.made"
    scripts=${DEBOOTSTRAP_DIR:-/usr/share/debootstrap}/scripts
    # Debian 12's debootstrap knows no forky: all that is young goes by sid.
    script=$release
    [ -e "$scripts/$script" ] || script=sid
    debootstrap --variant=minbase --include=make "$release" "$root" \
        "$(archive)" "$script" >"$root.log" 2>&1 || {
        tail -n 5 "$root.log" >&2
        fail 'debootstrap failed: is there a network?'
    }
    configure_apt
    inside useradd --create-home "$user" >>"$root.log" 2>&1 ||
        fail "cannot make a user, see ${root#"$top/"}.log"
    : >"$root.made"
}

# Ends when the command ends; when we are ended, so is all that it started.
entered=
inside() { # COMMAND...
    unshare --mount --pid --fork --kill-child \
        sh "$here/enter.sh" "$root" "$@" </dev/null 9>&- &
    entered=$!
    inside_status=0
    wait "$entered" || inside_status=$?
    entered=
    return "$inside_status"
}

inside_end() {
    [ -z "$entered" ] || kill -KILL "$entered" 2>/dev/null || :
}

# Two clean copies of the committed tree: root's own, and the user's.
copy_kit() {
    for home in root "home/$user"; do
        rm -rf --one-file-system "${root:?}/$home/kit"
        mkdir "$root/$home/kit"
        checkout archive HEAD | tar -x -C "$root/$home/kit"
        [ -e "$root/$home/kit/Makefile" ] ||
            fail 'git archive failed: is this a checkout?'
    done
    chroot "$root" chown -R "$user:" "/home/$user/kit"
}
