# SPDX-License-Identifier: MIT
#
# The proof can fail: each leak in fixed/, each leak missing, and leaks that no
# table knows, and a crash. run.sh says what is judged as what. Included by
# tests/Makefile.
#
#   make test-red                           all, one after the other
#   make test-red ONLY=red/leak/peer        one; red/leak: all of a kind

red_plants := $(sort $(patsubst red/plants/%.patch,%,\
	$(wildcard red/plants/*.patch)))
red_all := $(foreach module,$(modules),red/leak/$(module) \
	red/mended/$(module) red/without/$(module)) $(red_plants:%=red/plant/%)
red_only := $(filter red/%,$(firstword $(ONLY)))
red_chosen := $(if $(red_only),$(filter $(red_only) $(red_only)/%,\
	$(red_all)),$(red_all))
$(if $(red_chosen),,$(error tests: nothing is called $(red_only); there are: $(red_all)))
run_red := $(red_chosen:%=run-%)

.PHONY: red-programs
red-programs: leaks-programs grader-program $(valgrind_suites:%=$(out)/%) \
	$(out)/torture/torture

.PHONY: $(red_all:%=run-%)
$(red_all:%=run-%): run-red/%: red-programs
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		MTLS_INSTRUMENTS='$(abspath $(INSTRUMENTS))' \
		MTLS_TRUTH='$(leaks_table)' sh red/run.sh '$*' '$(results)/red/$*'
