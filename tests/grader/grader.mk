# SPDX-License-Identifier: MIT
#
# The grader of the labs is right: each module of leaky/ is refused and each
# of fixed/ accepted, and so is every fix beside this file, as its name says.
# Included by tests/Makefile.
#
#   make test ONLY=grader/peer               all of a module
#   make test ONLY=grader/peer/wrong-goto    one

grader_fixes := $(sort $(patsubst %.patch,%,$(wildcard grader/*/*.patch)))
grader_all := $(foreach module,$(modules),grader/$(module)/leaky \
	grader/$(module)/fixed $(filter grader/$(module)/%,$(grader_fixes)))
grader_only := $(filter grader/%,$(firstword $(ONLY)))
grader_chosen := $(if $(grader_only),$(filter $(grader_only) \
	$(grader_only)/%,$(grader_all)),$(grader_all))
$(if $(grader_chosen),,$(error tests: no fix is called $(grader_only); they are the files of grader/))
run_grader := $(grader_chosen:%=run-%)

.PHONY: grader-program
grader-program: programs leaks-programs
	@$(MAKE) -s -f ../labs/grader/grader.mk BUILD='$(abspath $(BUILD))' \
		'$(abspath $(BUILD))/grader/grader'

.PHONY: $(grader_all:%=run-%)
$(grader_all:%=run-%): run-grader/%: grader-program
	@sh grader/run.sh $(*D) $(*F) '$(results)/grader/$*'
