# SPDX-License-Identifier: MIT
#
# Builds the grader, build/grader/grader, and all else that check.sh runs: the
# contract tests and the instruments. Quiet when there is nothing to do.
#
#   make -s -f labs/grader/grader.mk

grader_folder := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
grader_top := $(abspath $(grader_folder)/../..)

.DEFAULT_GOAL := grader-all

BUILD ?= $(grader_top)/build
CFLAGS ?= -O1 -g
include $(grader_top)/labs/instruments/probe/probe.mk

grader_obj = $(abspath $(BUILD))/obj/grader
grader_program = $(abspath $(BUILD))/grader/grader

grader_sources := \
	account.c \
	age.c \
	amounts.c \
	at_once.c \
	company.c \
	crowded.c \
	growth.c \
	inputs.c \
	late.c \
	life.c \
	listed.c \
	main.c \
	many.c \
	memcheck.c \
	named.c \
	of_server.c \
	of_streams.c \
	older.c \
	others.c \
	pace.c \
	pairs.c \
	present.c \
	result.c \
	rounds.c \
	six.c \
	storm.c \
	threads.c \
	twin.c \
	twin_files.c \
	twin_long.c \
	twin_names.c \
	twin_steps.c \
	twin_times.c

# The stage `feature` asks the contract tests: they are the one thing of
# tests/ that the grader runs, beside the table that it reads.
.PHONY: grader-all
grader-all: $(grader_program) grader-threads
	@$(MAKE) -s -C $(grader_top)/tests BUILD='$(abspath $(BUILD))' \
		programs torture-program

$(grader_program): $(grader_sources:%.c=$(grader_obj)/%.o) $(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(CC) -pthread $(LDFLAGS) -o $@ $^ $(probe_libs)

# noise.c, in both servers of the stage: threads.sh reads these options.
noise = $(abspath $(BUILD))/thread/noise.o
noise_flags = -Wl,--wrap=pthread_mutex_unlock $(noise)

$(noise): $(grader_folder)/noise.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(CC) -O1 -c -o $@ $<

# For the stage `threads`; only a learner's module is compiled later. A
# compiler without ThreadSanitizer makes no server: the stage is left out then.
.PHONY: grader-threads
grader-threads: $(noise)
	@echo '$(noise_flags)' >$(dir $(noise))noise
	@$(MAKE) -s -C $(grader_top)/fixed SANITIZE=thread \
		LDFLAGS='$(noise_flags)' \
		BUILD='$(abspath $(BUILD))/thread/fixed' \
		>$(BUILD)/thread/fixed.log 2>&1 || :

$(grader_obj)/%.o: $(grader_folder)/%.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(CC) $(probe_flags) -MMD -MP $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

-include $(wildcard $(grader_obj)/*.d)
