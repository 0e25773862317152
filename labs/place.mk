# SPDX-License-Identifier: MIT
#
# For all Makefiles that build, but fixed/'s own: the place of what is built,
# and who may build it now.

place_folder := $(realpath $(dir $(lastword $(MAKEFILE_LIST))))
place_top := $(realpath $(place_folder)/..)
ifneq ($(file <$(place_top)/build/.place),$(place_top))
$(shell sh $(place_folder)/place.sh $(place_top))
endif

# Before a $(MAKE) that builds in this folder: of two makes at once in one
# checkout, the second waits, and finds all done. Not where there is no flock, or
# the file system has none; 1 is the status of a lock that is held.
place_flock := $(shell flock -n '$(place_top)/build/.place' true 2>/dev/null; \
	[ $$? -gt 1 ] || echo flock)
in_turn = mkdir -p $(1) && $(if $(place_flock),flock $(1)/.turn)
