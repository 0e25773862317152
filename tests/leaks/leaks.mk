# SPDX-License-Identifier: MIT
#
# The truth table and the leak tests. Included by tests/Makefile, or alone:
#
#   make -f tests/leaks/leaks.mk leaks              all servers
#   make -f tests/leaks/leaks.mk leaks -j2 LEAK_SERVERS="fixed streams"
#   make -f tests/leaks/leaks.mk leaks LEAK_SERVERS=fixed SERVER=/any/program
#   make -f tests/leaks/leaks.mk truth-table        the catalogue, as Markdown
#   make -f tests/leaks/leaks.mk truth-write README=README.md
#   make -f tests/leaks/leaks.mk truth-check README=README.md
#
# TRIGGER="refused-*" does only those; see triggers.c for all of them.
# STEPS=N: each trigger is done N times and then 2 N times.

leaks_folder := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
leaks_top := $(abspath $(leaks_folder)/../..)
include $(leaks_top)/labs/environment.mk
include $(leaks_top)/tests/modules.mk

# What tests/Makefile has set already, if it includes this.
BUILD ?= $(leaks_top)/build
CERTS ?= $(leaks_top)/certs
INSTRUMENTS ?= $(leaks_top)/build/instruments
README ?= $(leaks_top)/README.md
LEAK_SERVERS ?= fixed leaky $(modules)
CFLAGS ?= -O1 -g
out ?= $(abspath $(BUILD))/tests
results ?= $(out)/results
ifndef probe_folder
include $(leaks_top)/labs/instruments/probe/probe.mk
endif
compile ?= $(CC) $(probe_flags) -MMD -MP $(CPPFLAGS) $(CFLAGS)
link ?= $(CC) -pthread $(LDFLAGS)

leaks_obj = $(out)/obj/leaks
leaks_table := $(leaks_top)/tests/truth.csv

growth_objects = $(addprefix $(leaks_obj)/, \
	growth.o \
	judge.o \
	judge_message.o)

# Only who fails has stacks to show: memcheck's, as tests/valgrind reads them.
stacks_objects = $(addprefix $(leaks_obj)/, \
	report.o \
	report_text.o \
	report_xml.o \
	running.o \
	stacks.o \
	subject.o)

# ---- Run ----------------------------------------------------------------

leaks_runs = $(LEAK_SERVERS:%=leaks/%)

.PHONY: leaks
leaks: leaks-truth $(leaks_runs:%=run-%) leaks-constant ## what each trigger costs each server
	@sh $(leaks_folder)/../summary.sh $(results)/leaks/truth \
		$(leaks_runs:%=$(results)/%) $(results)/leaks/constant

.PHONY: $(leaks_runs:%=run-%)
$(leaks_runs:%=run-%): run-leaks/%: $(out)/leaks/growth
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		MTLS_INSTRUMENTS='$(abspath $(INSTRUMENTS))' \
		MTLS_TRUTH='$(leaks_table)' MTLS_STEPS='$(STEPS)' \
		SERVER='$(SERVER)' TRIGGER='$(TRIGGER)' sh $(leaks_folder)/run.sh '$*' \
		'$(out)/leaks/growth' '$(results)/leaks/$*'

# A constant that the table leaves open is one and the same in every server
# that has that leak: `server` alone, and leaky, whose six must then add up.
.PHONY: leaks-constant
leaks-constant: $(leaks_runs:%=run-%)
	@MTLS_TRUTH='$(leaks_table)' sh $(leaks_folder)/constant.sh \
		$(results)/leaks/constant \
		$(leaks_runs:%=$(results)/%.log)

# The table itself, and who reads it.
.PHONY: leaks-truth
leaks-truth: $(out)/leaks/truth
	@mkdir -p $(results)/leaks
	@MTLS_TRUTH='$(leaks_table)' MTLS_TOP='$(leaks_top)' \
		$(out)/leaks/truth >$(results)/leaks/truth.log 2>&1; \
	sed -n 's/^result: //p' $(results)/leaks/truth.log \
		>$(results)/leaks/truth; \
	if grep -q ' 0 failed' $(results)/leaks/truth; \
	then sed 's/\(.*passed\).*/leaks\/truth: \1/' $(results)/leaks/truth; \
	else cat $(results)/leaks/truth.log; \
		[ -s $(results)/leaks/truth ] || \
		echo '0 passed, 1 failed' >$(results)/leaks/truth; fi

# ---- README -------------------------------------------------------------

.PHONY: truth-table
truth-table: ## print the catalogue's table
	@awk -f $(leaks_table:.csv=.awk) $(leaks_table)

.PHONY: truth-write
truth-write: ## put it between the two markers of README
	@sh $(leaks_folder)/../markers.sh write $(leaks_table) '$(README)'

.PHONY: truth-check
truth-check: ## fail when README's table is another
	@sh $(leaks_folder)/../markers.sh check $(leaks_table) '$(README)'

# ---- Programs -----------------------------------------------------------

.PHONY: leaks-programs
leaks-programs: $(out)/leaks/growth $(out)/leaks/truth

$(out)/leaks/growth: $(growth_objects) $(stacks_objects) $(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $^ $(probe_libs) $(shell $(PKG_CONFIG) --libs expat)

$(out)/leaks/truth: $(leaks_obj)/truth_test.o $(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $^ $(probe_libs)

$(leaks_obj)/%.o: $(leaks_folder)/%.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(compile) -c -o $@ $<

$(leaks_obj)/%.o: $(leaks_folder)/../valgrind/%.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(compile) -c -o $@ $<

-include $(wildcard $(leaks_obj)/*.d)
