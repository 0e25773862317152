# SPDX-License-Identifier: MIT
#
# Builds the grader, build/grader/grader, and all else that check.sh runs: the
# contract tests and the instruments. Quiet when there is nothing to do.
#
#   make -s -f labs/grader/grader.mk

grader_folder := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
grader_top := $(abspath $(grader_folder)/../..)

.DEFAULT_GOAL := grader-all

include $(grader_top)/tests/leaks/leaks.mk

grader_obj = $(out)/obj/grader
grader_program = $(abspath $(BUILD))/grader/grader

grader_sources := \
	age.c \
	growth.c \
	life.c \
	main.c \
	memcheck.c \
	pairs.c \
	probe.c \
	report.c \
	storm.c

grader_objects = $(grader_sources:%.c=$(grader_obj)/%.o) \
	$(grader_obj)/rest.o \
	$(filter-out %/growth.o %/judge.o %/judge_message.o,$(growth_objects))

.PHONY: grader-all
grader-all: $(grader_program)
	@$(MAKE) -s -C $(grader_top)/tests BUILD='$(abspath $(BUILD))' programs

$(grader_program): $(grader_objects) $(out)/libsupport.a
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $^ $(libraries)

$(grader_obj)/%.o: $(grader_folder)/%.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(compile) -I$(leaks_folder) -I$(leaks_meter) \
		-I$(leaks_folder)/../valgrind -c -o $@ $<

$(grader_obj)/rest.o: $(leaks_folder)/../valgrind/rest.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(compile) -c -o $@ $<

-include $(wildcard $(grader_obj)/*.d)
