# SPDX-License-Identifier: MIT
#
# How an instrument that stands on the probe is built. Its Makefile sets
# `instrument`, its name, and `sources`, and includes this. It is no test:
# cmocka is not linked, so nothing that needs it is called.

BUILD ?= ../../../build
CC ?= cc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
include ../probe/probe.mk

obj := $(BUILD)/obj/$(instrument)
objects := $(sources:%.c=$(obj)/%.o) $(obj)/standard.o
program := $(BUILD)/instruments/$(instrument)

compile = $(CC) $(probe_flags) -MMD -MP $(CPPFLAGS) $(CFLAGS)

.DEFAULT_GOAL := all
.PHONY: all
all: $(program)
	@:

$(program): $(objects) $(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		$(filter-out -lcmocka,$(probe_libs)) $(LDLIBS)

$(obj)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo cc $@
	@$(compile) -c -o $@ $<

$(obj)/standard.o: ../mtls-load/standard.c Makefile
	@mkdir -p $(@D)
	@echo cc $@
	@$(compile) -c -o $@ $<

.PHONY: clean
clean:
	rm -rf $(obj) $(program)

-include $(objects:.o=.d)
