# SPDX-License-Identifier: MIT
#
# The grader of the labs is right: each module of leaky/ is refused and each
# of fixed/ accepted, and so is every fix beside this file, as its name says.
# Included by tests/Makefile.
#
#   make test ONLY=grader/peer               all of a module
#   make test ONLY=grader/peer/wrong-goto    one
#   make test ONLY=grader/again              when it says no, and when nothing
#   make test ONLY=grader/apart              age, on two CPUs
#   make test ONLY=grader/pairs              how it compares old and young
#   make test ONLY=grader/late               what it takes for freed late

grader_fixes := $(sort $(patsubst %.patch,%,$(wildcard grader/*/*.patch)))
grader_verdicts := $(foreach module,$(modules),grader/$(module)/leaky \
	grader/$(module)/fixed $(filter grader/$(module)/%,$(grader_fixes)))
grader_units := grader/pairs grader/late
grader_all := $(grader_verdicts) grader/again grader/apart \
	$(grader_units)
grader_only := $(filter grader/%,$(firstword $(ONLY)))
grader_chosen := $(if $(grader_only),$(filter $(grader_only) \
	$(grader_only)/%,$(grader_all)),$(grader_all))
$(if $(grader_chosen),,$(error tests: no fix is called $(grader_only); they are the files of grader/))
run_grader := $(grader_chosen:%=run-%)

.PHONY: grader-program
grader-program: programs
	@$(MAKE) -s -f ../labs/grader/grader.mk BUILD='$(abspath $(BUILD))' \
		'$(abspath $(BUILD))/grader/grader' grader-threads

.PHONY: $(grader_verdicts:%=run-%)
$(grader_verdicts:%=run-%): run-grader/%: grader-program torture-program
	@sh grader/run.sh $(*D) $(*F) '$(results)/grader/$*'

.PHONY: run-grader/again
run-grader/again:
	@sh grader/again.sh '$(results)/grader/again'

.PHONY: run-grader/apart
run-grader/apart: grader-program
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		sh grader/apart.sh '$(results)/grader/apart'

# Without a server: parts of it on what is made up.
.PHONY: $(grader_units:%=run-%)
$(grader_units:%=run-%): run-%: $(out)/%_test
	@mkdir -p $(results)/grader
	@$< >$(results)/$*.log 2>&1 || cat $(results)/$*.log
	@sed -n 's/^result: //p' $(results)/$*.log >$(results)/$*
	@sed -n 's|^result: \(.* passed\), 0 failed.*|$*: \1|p' \
		$(results)/$*.log

$(out)/grader/pairs_test: ../labs/grader/pairs.c
$(out)/grader/late_test: ../labs/grader/late.c ../labs/grader/named.c
$(grader_units:%=$(out)/%_test): $(out)/%_test: %_test.c \
		$(wildcard ../labs/grader/*.h) $(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(compile) -I../labs/grader -MF $@.d -o $@ $(filter %.c,$^) \
		$(probe_library) $(probe_libs)
