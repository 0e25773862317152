# SPDX-License-Identifier: MIT
#
# A busy machine: four loops that never wait, and one that writes and syncs
# 100 MB, beside what is run. Included by tests/Makefile; run by name only.
#
#   make test-load RUNS=20                       make test, 20 times
#   make test-load RUNS=5 ONLY=contract/timeouts less of it
#   make test-load-grader                        60 verdicts, six at a time
#   make test-load-grader VERDICTS=12 ABREAST=3
#   make test-load-halted                        the contract tests, of which
#                                                the client hardly ever runs

RUNS ?= 20
VERDICTS ?= 60
ABREAST ?= 6
load_out := $(out)/load

.PHONY: load
load: ## make test, RUNS times on a busy machine
	@sh load/run.sh .. '$(load_out)/runs' '$(RUNS)' $(if $(ONLY),'ONLY=$(ONLY)')

.PHONY: load-grader
load-grader: ## VERDICTS of the grader, ABREAST at a time on a busy machine
	@sh load/verdicts.sh '$(abspath ..)' '$(load_out)/verdicts' \
		'$(VERDICTS)' '$(ABREAST)'

load_halted := $(chosen_suites:contract/%=$(load_out)/halted/%)

.PHONY: load-halted
load-halted: $(load_halted) ## the contract tests by a client that hardly runs
	@sh ./summary.sh $^

.PHONY: $(load_halted)
$(load_halted): $(load_out)/halted/%: programs
	@mkdir -p $(@D)
	@rm -f $@
	@MTLS_SERVER='$(abspath $(BUILD))/fixed/mtls-server' \
		MTLS_CERTS='$(abspath $(CERTS))' timeout -k 2 1800 \
		sh load/halted.sh 1.3 0.02 '$(out)/contract/$*' >$@.log 2>&1 || \
		awk -f failed.awk $@.log
	@sed -n 's/^result: //p' $@.log >$@
	@sed 's|^|load/halted/$*: |' $@
