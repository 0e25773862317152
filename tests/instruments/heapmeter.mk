# SPDX-License-Identifier: MIT
# The heap meter's tests. Stands alone or is included:
#     make -f tests/instruments/heapmeter.mk check-heapmeter

heapmeter_tests := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))/
heapmeter_top := $(abspath $(heapmeter_tests)../..)
heapmeter_code := $(heapmeter_top)/labs/instruments/heapmeter
include $(heapmeter_top)/labs/environment.mk

BUILD ?= $(heapmeter_top)/build
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g

heapmeter_bin = $(abspath $(BUILD))/tests/heapmeter
heapmeter_command = $(abspath $(BUILD))/instruments/heapmeter

# -fno-builtin: an allocation that is freed again may not be optimised away.
heapmeter_flags = -std=c11 -Wall -Wextra -Wpedantic \
	-Werror=implicit-function-declaration -fno-builtin -pthread \
	-I$(heapmeter_code) -DHEAPMETER_BUILD='"$(abspath $(BUILD))"' \
	$(shell $(PKG_CONFIG) --cflags cmocka jansson)
heapmeter_libs = $(shell $(PKG_CONFIG) --libs cmocka jansson)

heapmeter_programs = \
	$(heapmeter_bin)/heapmeter_test \
	$(heapmeter_bin)/heapmeter_failure_test \
	$(heapmeter_bin)/heapmeter_threads_test \
	$(heapmeter_bin)/heapmeter_process_test \
	$(heapmeter_bin)/heapmeter_command_test

heapmeter_subjects = \
	$(heapmeter_bin)/heapmeter_subject \
	$(heapmeter_bin)/heapmeter_static

.PHONY: check-heapmeter
check-heapmeter: heapmeter-instrument $(heapmeter_programs) \
		$(heapmeter_subjects) ## test the heap meter
	@status=0; for t in $(heapmeter_programs); do \
		$$t || status=1; done; exit $$status

.PHONY: bench-heapmeter
bench-heapmeter: heapmeter-instrument \
		$(heapmeter_bin)/heapmeter_bench ## what the heap meter costs
	@HEAPMETER=$(heapmeter_command) \
		sh $(heapmeter_tests)heapmeter_bench.sh \
		$(heapmeter_bin)/heapmeter_bench

.PHONY: heapmeter-instrument
heapmeter-instrument:
	@$(MAKE) --no-print-directory -C $(heapmeter_code) \
		BUILD=$(abspath $(BUILD))

# What each program is made of, besides the file of its own name.
$(heapmeter_bin)/heapmeter_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o)
$(heapmeter_bin)/heapmeter_failure_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o)
$(heapmeter_bin)/heapmeter_threads_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o block.o)
$(heapmeter_bin)/heapmeter_process_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_command_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)

$(heapmeter_programs): $(heapmeter_bin)/%: $(heapmeter_bin)/%.o
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(heapmeter_libs)

# These stand for any program: no library but the C library.
$(heapmeter_bin)/heapmeter_subject: $(heapmeter_bin)/heapmeter_subject.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(heapmeter_bin)/heapmeter_static: $(heapmeter_bin)/heapmeter_subject.o
	$(CC) $(CFLAGS) $(LDFLAGS) -static -o $@ $^

$(heapmeter_bin)/heapmeter_bench: $(heapmeter_bin)/heapmeter_bench.o
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^

$(heapmeter_bin)/%.o: $(heapmeter_tests)%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(heapmeter_bin)/%.o: $(heapmeter_code)/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

-include $(wildcard $(heapmeter_bin)/*.d)
