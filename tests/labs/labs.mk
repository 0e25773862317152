# SPDX-License-Identifier: MIT
#
# The labs: their texts, held to what they say; their runner, their checks and
# their handout. Included by tests/Makefile.
#
#   make test ONLY=labs/05       the text of one lab
#   make test ONLY=labs/runner   the runner

labs_texts := $(shell sh labs/texts.sh --list)
labs_tests := \
	amplify \
	builds \
	elsewhere_test \
	handout \
	home \
	new \
	node \
	odd \
	runner \
	surroundings \
	texts_test \
	unattended \
	verdict
labs_all := $(labs_tests:%=labs/%) $(labs_texts:%=labs/%)
labs_only := $(filter labs/%,$(firstword $(ONLY)))
labs_chosen := $(if $(labs_only),$(filter $(labs_only) $(labs_only)-%,\
	$(labs_all)),$(labs_all))
$(if $(labs_chosen),,$(error tests: nothing is called $(labs_only); there \
	are: $(labs_all)))
run_labs := $(labs_chosen:%=run-%)

.PHONY: $(labs_texts:%=run-labs/%)
$(labs_texts:%=run-labs/%): run-labs/%: grader-program
	@sh labs/texts.sh '$(results)/labs' $*

.PHONY: $(labs_tests:%=run-labs/%)
$(labs_tests:%=run-labs/%): run-labs/%: grader-program
	@BUILD='$(abspath $(BUILD))' sh labs/$*.sh '$(results)/labs/$*'

# All build the servers of lab 08.
run-labs/surroundings run-labs/amplify: | \
	$(filter run-labs/08-amplify,$(run_labs))
