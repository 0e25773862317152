# SPDX-License-Identifier: MIT
#
# For Makefiles of programs that stand on the probe: they include this file,
# compile with $(probe_flags), and link $(probe_library) and $(probe_libs).
# BUILD, and SANITIZE if there is one, are theirs.

probe_folder := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
PKG_CONFIG ?= pkg-config

include $(probe_folder)/../c.mk

probe_packages := \
	cmocka \
	gnutls \
	jansson \
	libcurl

probe_flags := $(c_dialect) -pthread -I$(abspath $(probe_folder)/..) \
	$(shell $(PKG_CONFIG) --cflags $(probe_packages))
probe_libs := $(shell $(PKG_CONFIG) --libs $(probe_packages))
probe_library = $(abspath $(BUILD))/instruments/libprobe.a

# Its own Makefile knows whether there is something to do.
$(probe_library): probe-force
	@$(call in_turn,$(abspath $(BUILD))/obj/probe) \
		$(MAKE) -s -C $(probe_folder) BUILD='$(abspath $(BUILD))'

.PHONY: probe-force
probe-force:
