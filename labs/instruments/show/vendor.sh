#!/bin/sh
# SPDX-License-Identifier: MIT
# What the page of `make show` takes from others: uPlot, which draws curves,
# from npm, in the version of page/vendor/VERSION, if it is what is expected
# there.
#     vendor.sh WORK       a folder for what npm brings, made and emptied
# VERSION holds: name, version, and npm's hash of the whole package. For a
# newer one, write those there: `npm view uplot@1.6.32 dist.integrity`.
set -eu
unset CDPATH
vendor=$(cd "$(dirname "$0")" && pwd)/page/vendor
command -v npm >/dev/null || {
    echo 'make vendor: needs npm; apt-get install npm' >&2
    exit 1
}
rm -rf "$1"
mkdir -p "$1"
cd "$1"
read -r name version expected <"$vendor/VERSION"
archive=$(npm pack --silent "$name@$version") || {
    echo "make vendor: npm has not brought $name $version; is there a" \
        "network?" >&2
    exit 1
}
found=sha512-$(node -e '
    const { createHash } = require("node:crypto");
    const { readFileSync } = require("node:fs");
    console.log(createHash("sha512").update(readFileSync(process.argv[1]))
        .digest("base64"));' "$archive")
[ "$found" = "$expected" ] || {
    echo "make vendor: $name $version is not what VERSION expects, but" \
        "$found: find out why before you write that there" >&2
    exit 1
}
tar -xzf "$archive"
cp package/dist/uPlot.iife.min.js package/dist/uPlot.min.css package/LICENSE \
    "$vendor"
echo "$name $version"
