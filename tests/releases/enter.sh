#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a command as root in a root folder, for root.sh, in namespaces of its
# own: enter.sh ROOT COMMAND...
# What is mounted here nobody else sees, and it is gone with the last process.
# As process 1 it waits for all that lose their parents: it must not exec.

set -eu
root=$1
shift

mount -t proc proc "$root/proc"
# Of the machine's devices only those that any program may use.
mount -t tmpfs -o mode=755,size=1m dev "$root/dev"
for name in null zero full random urandom tty; do
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 pts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev shm "$root/dev/shm"
mount -t tmpfs -o mode=1777,nosuid,nodev tmp "$root/tmp"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for pair in stdin:0 stdout:1 stderr:2; do
    ln -s "/proc/self/fd/${pair#*:}" "$root/dev/${pair%:*}"
done

status=0
chroot "$root" env -i HOME=/root TERM=dumb \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} \
    ${https_proxy:+https_proxy="$https_proxy"} "$@" || status=$?
exit "$status"
