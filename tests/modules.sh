#!/bin/sh
# SPDX-License-Identifier: MIT
# The modules of the catalogue in its order, on one line: the first column of
# the truth table. For shell; modules.mk has them for make.

set -eu
sed '/^#/d; /^leak,/d; s/,.*//' "$(dirname "$0")/truth.csv" | uniq |
    paste -s -d ' ' -
