# SPDX-License-Identifier: MIT
#
# The modules of the catalogue in its order; each is a leaky/NAME.c.

modules := $(shell sh $(dir $(lastword $(MAKEFILE_LIST)))modules.sh)
